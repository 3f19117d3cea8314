package org.nightbeam.options;

import java.util.List;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.nightbeam.calibrate.Assembly;
import org.nightbeam.calibrate.InvalidPixels;
import org.nightbeam.calibrate.PixelUnit;
import org.nightbeam.fits.product.Plane;
import org.nightbeam.fits.product.ProductCompression;
import org.nightbeam.options.annotation.Heading;
import org.nightbeam.options.annotation.HeededBy;
import org.nightbeam.options.annotation.ListOf;
import org.nightbeam.options.annotation.Verb;

/** What products contain, and in which form. */
@Heading("Products")
@HeededBy({Verb.CALIBRATE, Verb.DEMO})
public interface ProductOptions extends PipelineOptions {
  @Description("Unit of calibrated pixels; ELECTRON multiplies by the gain in e-/ADU")
  @Default.Enum("ADU")
  PixelUnit getUnit();

  void setUnit(PixelUnit value);

  @Description(
      "Planes to write as extensions beside the pixels: UNCERT, the standard deviation; MASK, of"
          + " lights, what is wrong with each pixel, as bits that its header explains; BACKGROUND, of"
          + " lights, the level of the sky, see --skyMesh; COUNT, of masters, the number of values"
          + " that each pixel is made of. Several with commas: UNCERT,MASK")
  @ListOf(Plane.class)
  List<String> getPlanes();

  void setPlanes(List<String> value);

  @Description(
      "How calibrated frames are compressed, always without loss: TILES as fpack does it (.fits.fz),"
          + " GZIP as a whole (.fits.gz)")
  @Default.Enum("NONE")
  ProductCompression getCompress();

  void setCompress(ProductCompression value);

  @Description(
      "Assembles the amplifiers of a file with several images into one image, placed by DETSEC or"
          + " CCDSEC; NONE leaves each an extension")
  @Default.Enum("NONE")
  Assembly getAssemble();

  void setAssemble(Assembly value);

  @Description(
      "What a pixel without a valid value becomes; MINUS_ONE makes every negative pixel -1 as well")
  @Default.Enum("NAN")
  InvalidPixels getInvalidPixels();

  void setInvalidPixels(InvalidPixels value);

  /**
   * Returns the planes to be written.
   *
   * @throws UsageException if there is none of a name, or options contradict each other
   */
  static List<Plane> planes(ProductOptions options) throws UsageException {
    if (options.getCompress() == ProductCompression.GZIP && options.getPlanes() != null) {
      throw new UsageException(
          "--compress=GZIP: images of a gzipped file can only be written one after the other, and"
              + " planes are not; say --compress=TILES");
    }
    return Choices.of("planes", options.getPlanes(), Plane.class);
  }

  /**
   * Returns how amplifiers are assembled.
   *
   * @throws UsageException if their pixels are to stay in ADU, which differ between amplifiers
   */
  static Assembly assembly(ProductOptions options) throws UsageException {
    if (options.getAssemble() != Assembly.NONE && options.getUnit() != PixelUnit.ELECTRON) {
      throw new UsageException(
          "--assemble="
              + options.getAssemble()
              + ": amplifiers differ in gain; say --unit=ELECTRON as well");
    }
    return options.getAssemble();
  }
}

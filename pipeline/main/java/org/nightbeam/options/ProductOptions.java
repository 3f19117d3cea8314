package org.nightbeam.options;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.nightbeam.calibrate.Assembly;
import org.nightbeam.calibrate.InvalidPixels;
import org.nightbeam.calibrate.Pedestal;
import org.nightbeam.calibrate.PixelUnit;
import org.nightbeam.fits.product.Plane;
import org.nightbeam.fits.product.ProductCompression;
import org.nightbeam.options.annotation.Heading;
import org.nightbeam.options.annotation.HeededBy;
import org.nightbeam.options.annotation.ListOf;
import org.nightbeam.options.annotation.Range;
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
      "Planes to write as extensions: UNCERT, the standard deviation; MASK, for lights,"
          + " what is wrong with each pixel, as bits explained in its header; BACKGROUND, for"
          + " lights, the sky level, see --skyMesh; COUNT, for masters, the number of values"
          + " behind each pixel. Separate several by commas, in the order of the file:"
          + " MASK,UNCERT")
  @ListOf(Plane.class)
  List<String> getPlanes();

  void setPlanes(List<String> value);

  @Description(
      "How calibrated frames are compressed, always losslessly: TILES as by fpack"
          + " (.fits.fz), GZIP as a whole (.fits.gz)")
  @Default.Enum("NONE")
  ProductCompression getCompress();

  void setCompress(ProductCompression value);

  @Description(
      "Assembles the amplifiers of a file with several images into one image, placed by"
          + " DETSEC or CCDSEC; NONE writes each to its own extension")
  @Default.Enum("NONE")
  Assembly getAssemble();

  void setAssemble(Assembly value);

  @Description(
      "What a pixel without a valid value becomes; MINUS_ONE makes every negative pixel -1 as well")
  @Default.Enum("NAN")
  InvalidPixels getInvalidPixels();

  void setInvalidPixels(InvalidPixels value);

  @Description(
      "Constant to add to each pixel of a calibrated light, for programs that clip negative"
          + " values; the card PEDESTAL records it. Catalogues and statistics are computed"
          + " without it")
  @Range(min = -1e6, max = 1e6, unit = "ADU, or electrons with --unit=ELECTRON")
  @Default.Double(0)
  double getPedestal();

  void setPedestal(double value);

  /**
   * Returns the constant in each pixel of lights.
   *
   * @throws UsageException if negative pixels are to be marked as well
   */
  static Pedestal pedestal(ProductOptions options) throws UsageException {
    if (options.getPedestal() != 0 && options.getInvalidPixels() == InvalidPixels.MINUS_ONE) {
      throw new UsageException(
          "--pedestal and --invalidPixels=MINUS_ONE contradict each other: with a pedestal,"
              + " negative pixels do not mark invalid ones; leave one of them out");
    }
    return new Pedestal(options.getPedestal());
  }

  /**
   * Returns the planes to be written.
   *
   * @throws UsageException if there is none of a name, or options contradict each other
   */
  static List<Plane> planes(ProductOptions options) throws UsageException {
    if (options.getCompress() == ProductCompression.GZIP && options.getPlanes() != null) {
      throw new UsageException(
          "--compress=GZIP: a gzipped file can only be written image by image, and planes"
              + " are not written so; use --compress=TILES");
    }
    // As they are asked for: some programs open no file whose second image is as the first.
    List<Plane> planes = new ArrayList<>(Choices.of("planes", options.getPlanes(), Plane.class));
    if (options.getPlanes() != null) {
      List<String> names =
          options.getPlanes().stream().map(name -> name.trim().toUpperCase(Locale.ROOT)).toList();
      planes.sort(Comparator.comparingInt(plane -> names.indexOf(plane.name())));
    }
    return List.copyOf(planes);
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
              + ": amplifiers differ in gain; add --unit=ELECTRON");
    }
    return options.getAssemble();
  }
}

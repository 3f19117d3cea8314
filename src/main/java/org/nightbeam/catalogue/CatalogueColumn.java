package org.nightbeam.catalogue;

import java.util.function.ToDoubleFunction;
import org.nightbeam.photometry.MeasuredSource;

/**
 * The columns of a catalogue, in their order. Names are those of the catalogues of LCO's pipeline
 * (BANZAI) where it has them. Pixels are counted as in FITS: the centre of the first one is (1, 1).
 */
enum CatalogueColumn {
  X("x", Form.DOUBLE, "pix", "mean of the pixels of the footprint", s -> s.x() + 1),
  Y("y", Form.DOUBLE, "pix", "mean of the pixels of the footprint", s -> s.y() + 1),
  XWIN("xwin", Form.DOUBLE, "pix", "windowed centroid", s -> s.xWin() + 1),
  YWIN("ywin", Form.DOUBLE, "pix", "windowed centroid", s -> s.yWin() + 1),
  XWINERR("xwinerr", Form.FLOAT, "pix", "standard deviation of xwin", MeasuredSource::xWinError),
  YWINERR("ywinerr", Form.FLOAT, "pix", "standard deviation of ywin", MeasuredSource::yWinError),
  XPEAK("xpeak", Form.INT, "pix", "column of the peak", s -> s.xPeak() + 1),
  YPEAK("ypeak", Form.INT, "pix", "row of the peak", s -> s.yPeak() + 1),
  PEAK("peak", Form.FLOAT, Unit.OF_PIXELS, "brightest pixel, less the sky", MeasuredSource::peak),
  SNR(
      "snr",
      Form.FLOAT,
      "",
      "significance in the matched filter, in sigma",
      MeasuredSource::significance),
  FLUX("flux", Form.FLOAT, Unit.OF_PIXELS, "flux in the Kron ellipse", MeasuredSource::flux),
  FLUXERR("fluxerr", Form.FLOAT, Unit.OF_PIXELS, "standard deviation", MeasuredSource::fluxError),
  FLUXAPER(
      "fluxaper", Form.FLOAT, Unit.OF_PIXELS, "flux in a circle", MeasuredSource::apertures, null),
  FLUXAPERERR(
      "fluxapererr",
      Form.FLOAT,
      Unit.OF_PIXELS,
      "standard deviation",
      MeasuredSource::apertureErrors,
      null),
  BACKGROUND(
      "background",
      Form.FLOAT,
      Unit.OF_PIXELS,
      "sky per pixel, subtracted",
      MeasuredSource::background),
  FWHM("fwhm", Form.FLOAT, "pix", "full width at half maximum", MeasuredSource::fwhm),
  A("a", Form.FLOAT, "pix", "rms of the footprint, long axis", MeasuredSource::a),
  B("b", Form.FLOAT, "pix", "rms of the footprint, short axis", MeasuredSource::b),
  THETA("theta", Form.FLOAT, "deg", "from +x to the long axis, towards +y", MeasuredSource::theta),
  ELLIPTICITY("ellipticity", Form.FLOAT, "", "1 - b/a", s -> 1 - s.b() / s.a()),
  KRONRAD("kronrad", Form.FLOAT, "", "of the Kron ellipse, in a and b", MeasuredSource::kronRadius),
  NPIX("npix", Form.INT, "pix", "pixels of the footprint", MeasuredSource::pixels),
  FLAT(
      "flat",
      Form.FLOAT,
      "",
      "flat field at the source; electrons a unit: NBGAIN x flat",
      MeasuredSource::flat),
  CFA(
      "cfa",
      Form.INT,
      "",
      "place in the colour cell: 1, 2 / 3, 4; 0 for none",
      MeasuredSource::cell),
  FLAG("flag", Form.INT, "", "0, or the sum of the bits FLAG1, FLAG2, ...", MeasuredSource::flags);

  /** Storage type of the values (FITS 4.0, table 18). */
  enum Form {
    INT("1J", Integer.BYTES),
    FLOAT("1E", Float.BYTES),
    DOUBLE("1D", Double.BYTES);

    private final String code;
    private final int bytes;

    Form(String code, int bytes) {
      this.code = code;
      this.bytes = bytes;
    }

    /** TFORM of a column. */
    String code() {
      return code;
    }

    /** Returns the form of a TFORM; null if it is none of these. */
    static Form of(String code) {
      for (Form form : values()) {
        if (code.equals(form.code) || form.code.equals("1" + code)) {
          return form;
        }
      }
      return null;
    }

    /** Returns the number of bytes of a value. */
    int bytes() {
      return bytes;
    }
  }

  /** A unit that is known only with the frame. */
  private static final class Unit {
    private static final String OF_PIXELS = "pixels";
  }

  /** The values of a source, one an aperture. */
  interface Values {
    double[] of(MeasuredSource source);
  }

  private final String title;
  private final Form form;
  private final String unit;
  private final String comment;
  private final ToDoubleFunction<MeasuredSource> value; // null for one an aperture
  private final Values values; // null for one a source

  CatalogueColumn(
      String title,
      Form form,
      String unit,
      String comment,
      ToDoubleFunction<MeasuredSource> value) {
    this(title, form, unit, comment, null, value);
  }

  CatalogueColumn(
      String title,
      Form form,
      String unit,
      String comment,
      Values values,
      ToDoubleFunction<MeasuredSource> value) {
    this.title = title;
    this.form = form;
    this.unit = unit;
    this.comment = comment;
    this.values = values;
    this.value = value;
  }

  /** Returns its name, to which the number of an aperture is added. */
  String title() {
    return title;
  }

  /** Returns how its values are stored. */
  Form form() {
    return form;
  }

  /**
   * Returns its unit; empty for none.
   *
   * @param ofPixels that of the frame
   */
  String unit(String ofPixels) {
    return unit.equals(Unit.OF_PIXELS) ? ofPixels : unit;
  }

  /** Returns what it is. */
  String comment() {
    return comment;
  }

  /** Returns whether there is a column for each aperture. */
  boolean isOfApertures() {
    return values != null;
  }

  /** Returns the value of a source. */
  double value(MeasuredSource source, int aperture) {
    return values == null ? value.applyAsDouble(source) : values.of(source)[aperture];
  }
}

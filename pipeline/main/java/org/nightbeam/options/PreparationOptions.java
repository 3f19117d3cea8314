package org.nightbeam.options;

import java.util.List;
import java.util.Locale;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.nightbeam.fits.FitsSection;
import org.nightbeam.options.annotation.Heading;
import org.nightbeam.options.annotation.HeededBy;
import org.nightbeam.options.annotation.Range;
import org.nightbeam.options.annotation.Verb;
import org.nightbeam.signal.Linearity;
import org.nightbeam.signal.OverscanFunction;
import org.nightbeam.signal.OverscanSettings;
import org.nightbeam.signal.OverscanStatistic;
import org.nightbeam.signal.Preparation;

/** What is done to the raw values of every frame first. */
@Heading("Overscan, trimming, linearity")
@HeededBy({Verb.CALIBRATE, Verb.NOISE, Verb.DEMO})
public interface PreparationOptions extends PipelineOptions {
  @Description(
      "Overscan whose level is subtracted from every frame: NONE, HEADER (BIASSEC, OVERSEC), or a"
          + " section such as [768:795,1:511], columns and rows counted from 1. A strip across most"
          + " of the width gives one level per column, any other one level per row")
  @Default.String("NONE")
  @HeededBy({Verb.CALIBRATE, Verb.PLAN, Verb.NOISE, Verb.EXPLAIN, Verb.DEMO})
  String getOverscan();

  void setOverscan(String value);

  @Description(
      "Part of every frame to keep: NONE for all of it, HEADER (TRIMSEC, DATASEC), or a section")
  @Default.String("NONE")
  @HeededBy({Verb.CALIBRATE, Verb.PLAN, Verb.NOISE, Verb.EXPLAIN, Verb.DEMO})
  String getTrim();

  void setTrim(String value);

  @Description("How the overscan pixels of one row are reduced to one value")
  @Default.Enum("MEAN")
  OverscanStatistic getOverscanStatistic();

  void setOverscanStatistic(OverscanStatistic value);

  @Description("Function fitted to the overscan along the rows")
  @Default.Enum("LEGENDRE")
  OverscanFunction getOverscanFunction();

  void setOverscanFunction(OverscanFunction value);

  @Description("Number of terms of the polynomial, or of pieces of the spline, of the overscan fit")
  @Default.Integer(1)
  @Range(min = 1, max = 10000)
  int getOverscanOrder();

  void setOverscanOrder(int value);

  @Description("Overscan fit: rejects rows this far below the fit; 0 rejects none")
  @Default.Double(3)
  @Range(min = 0, max = 1000, unit = "standard deviations")
  double getOverscanRejectLow();

  void setOverscanRejectLow(double value);

  @Description("Overscan fit: rejects rows this far above the fit; 0 rejects none")
  @Default.Double(3)
  @Range(min = 0, max = 1000, unit = "standard deviations")
  double getOverscanRejectHigh();

  void setOverscanRejectHigh(double value);

  @Description("Overscan fit: largest number of iterations of rejecting rows")
  @Default.Integer(1)
  @Range(min = 0, max = 1000)
  int getOverscanIterations();

  void setOverscanIterations(int value);

  @Description("Overscan fit: number of rows on either side that are rejected with a rejected row")
  @Default.Integer(0)
  @Range(min = 0, max = 1000)
  int getOverscanGrow();

  void setOverscanGrow(int value);

  @Description(
      "Coefficients c0,c1,c2,... of the correction c0 + c1 x + c2 x^2 + ... of the counts x"
          + " above bias, for nonlinear sensors")
  List<String> getLinearity();

  void setLinearity(List<String> value);

  /**
   * Returns what is done to raw values first.
   *
   * @throws UsageException if a section or a coefficient cannot be understood
   */
  static Preparation preparation(PreparationOptions options) throws UsageException {
    try {
      return new Preparation(
          section("overscan", options.getOverscan()),
          section("trim", options.getTrim()),
          new OverscanSettings(
              options.getOverscanStatistic(),
              options.getOverscanFunction(),
              options.getOverscanOrder(),
              options.getOverscanRejectLow(),
              options.getOverscanRejectHigh(),
              options.getOverscanIterations(),
              options.getOverscanGrow()),
          linearity(options.getLinearity()));
    } catch (IllegalArgumentException wrong) {
      throw new UsageException("options of the overscan: " + wrong.getMessage());
    }
  }

  private static String section(String option, String text) throws UsageException {
    String upper = text.toUpperCase(Locale.ROOT);
    if (upper.equals(Preparation.NO_SECTION) || upper.equals(Preparation.BY_HEADER)) {
      return upper;
    }
    try {
      return FitsSection.parse(text).toString();
    } catch (IllegalArgumentException none) {
      throw new UsageException("--" + option + ": " + none.getMessage() + ", NONE or HEADER");
    }
  }

  private static Linearity linearity(List<String> coefficients) throws UsageException {
    if (coefficients == null) {
      return Linearity.NONE;
    }
    try {
      return new Linearity(coefficients.stream().map(c -> Double.valueOf(c.trim())).toList());
    } catch (IllegalArgumentException wrong) {
      throw new UsageException(
          "--linearity="
              + String.join(",", coefficients)
              + ": expected two or more finite coefficients c0,c1,c2,... of c0 + c1 x + c2 x^2 + ...");
    }
  }
}

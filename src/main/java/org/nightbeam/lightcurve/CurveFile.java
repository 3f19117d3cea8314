package org.nightbeam.lightcurve;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.nightbeam.photometry.SourceFlag;
import org.nightbeam.plan.ShortHash;
import org.nightbeam.storage.NewFile;
import org.nightbeam.storage.OutputLayout;
import org.nightbeam.storage.Storage;

/**
 * The files of a light curve: the table of all its values, and, on request, those for the AAVSO,
 * ExoClock and the ETD. Unknown values are empty.
 */
public final class CurveFile {
  private static final String[] COLUMNS = {
    "time_bjd_tdb",
    "jd_utc_mid",
    "flux",
    "flux_err",
    "mag",
    "mag_err",
    "airmass",
    "fwhm_px",
    "x",
    "y",
    "flag",
    "frame",
    "sky"
  };

  /** Ending of the picture of a curve. */
  static final String CHART = ".svg";

  private static final double MAGNITUDES = 2.5 / Math.log(10);

  private final FieldStars field;
  private final CurveSettings settings;
  private final String version;
  private final boolean withField;

  /**
   * @param version of the software
   * @param withField whether the names of targets' files have that of the field
   */
  public CurveFile(FieldStars field, CurveSettings settings, String version, boolean withField) {
    this.withField = withField;
    this.field = field;
    this.settings = settings;
    this.version = version;
  }

  /** Returns the name of a table, below the output. */
  String path(LightCurve curve) {
    return path(curve, field, withField);
  }

  /**
   * Returns the same.
   *
   * @param withField whether the names of targets' files have that of the field
   */
  static String path(LightCurve curve, FieldStars field, boolean withField) {
    return OutputLayout.LIGHT_CURVES + "/" + stem(curve, field, withField) + ".csv";
  }

  private static String stem(LightCurve curve, FieldStars field, boolean withField) {
    // A star without a name of its own is told by its field.
    String star =
        field.isTarget(curve.star())
            ? curve.name() + (withField ? "-in-" + field.name() : "")
            : field.name() + "-" + curve.name();
    return safe(star) + (field.filter().isEmpty() ? "" : "-" + safe(field.filter()));
  }

  /**
   * Returns a text as a part of a file's name, whatever the disk. No other text has it, but for one
   * with underscores in the place of blanks.
   */
  static String safe(String text) {
    String name = text.replaceAll("[^A-Za-z0-9._+-]+", "_");
    boolean same =
        name.equals(text.replaceAll(" +", "_")) && !name.isEmpty() && !name.startsWith(".");
    return same ? name : name.replaceFirst("^\\.", "_") + "-" + ShortHash.of(text);
  }

  /** Writes the files of a curve. */
  public void write(Storage storage, String output, LightCurve curve) throws IOException {
    write(storage, OutputLayout.in(output, path(curve)), out -> table(curve, out));
    String stem = OutputLayout.in(output, path(curve)).replaceFirst("\\.csv$", "");
    if (!settings.observer().isEmpty() && curve.isRelative()) {
      write(storage, stem + ".aavso.txt", out -> aavso(curve, out));
    }
    String title = curve.name() + (field.filter().isEmpty() ? "" : ", " + field.filter());
    chart(storage, stem + CHART, curve, title);
    for (String night : nights(curve, field)) {
      chart(storage, chartOf(stem, night), curve.of(night), title + ", " + night);
    }
    if (settings.exoClock() && curve.isRelative()) {
      write(storage, stem + ".exoclock.txt", out -> exoClock(curve, out));
    }
  }

  private static void chart(Storage storage, String uri, LightCurve curve, String title)
      throws IOException {
    String chart = CurveChart.of(curve, title);
    if (!chart.isEmpty()) {
      write(storage, uri, out -> out.write(chart));
    }
  }

  /** Returns the nights that have a picture of their own: those of a target, if several. */
  static SortedSet<String> nights(LightCurve curve, FieldStars field) {
    SortedSet<String> nights = field.isTarget(curve.star()) ? curve.nights() : new TreeSet<>();
    return nights.size() > 1 ? nights : new TreeSet<>();
  }

  /**
   * Returns the name of the picture of one night.
   *
   * @param stem of the table's name
   */
  static String chartOf(String stem, String night) {
    return stem + "." + (night.isEmpty() ? "no-night" : night) + CHART;
  }

  /** Writes the picture of the scatter of all stars of a field. */
  public void writeScatter(Storage storage, String output, FieldCurves curves) throws IOException {
    String name = field.name() + (field.filter().isEmpty() ? "" : ", " + field.filter());
    String chart = CurveChart.of(curves, name);
    if (!chart.isEmpty()) {
      write(storage, OutputLayout.in(output, scatterPath(field)), out -> out.write(chart));
    }
  }

  /** Returns the name of the picture of the scatter of all stars of a field, below the output. */
  static String scatterPath(FieldStars field) {
    return OutputLayout.LIGHT_CURVES
        + "/"
        + safe(field.name())
        + (field.filter().isEmpty() ? "" : "-" + safe(field.filter()))
        + ".scatter.svg";
  }

  private interface Text {
    void write(Writer out) throws IOException;
  }

  private static void write(Storage storage, String uri, Text text) throws IOException {
    try (NewFile file = storage.create(uri);
        Writer out =
            new BufferedWriter(Channels.newWriter(file.channel(), StandardCharsets.UTF_8))) {
      text.write(out);
      out.flush();
      file.commit();
    }
  }

  private static String number(String format, double value) {
    return value - value == 0 ? String.format(Locale.ROOT, format, value) : "";
  }

  private void table(LightCurve curve, Writer out) throws IOException {
    for (String line : head(curve)) {
      out.write("# " + line + "\n");
    }
    CSVPrinter csv =
        new CSVPrinter(out, CSVFormat.RFC4180.builder().setRecordSeparator("\n").build());
    csv.printRecord((Object[]) COLUMNS);
    for (int t = 0; t < curve.lights().size(); t++) {
      MeasuredLight.About light = curve.lights().get(t);
      Moments when = Moments.of(light, curve.ra(), curve.dec());
      double flux = curve.flux()[t];
      double error = curve.error()[t];
      csv.printRecord(
          when.barycentric() == null ? null : when.barycentric().text(), // "" would get quotes
          when.utc() == null ? "" : when.utc().text(),
          number("%.6f", flux),
          number("%.6f", error),
          number("%.5f", magnitude(curve, flux)),
          number("%.5f", flux > 0 ? MAGNITUDES * error / flux : Double.NaN),
          number("%.4f", when.airmass()),
          number("%.3f", light.fwhm()),
          number("%.3f", curve.x()[t] + 1),
          number("%.3f", curve.y()[t] + 1),
          curve.flags()[t],
          light.frame(),
          number("%.3f", curve.sky()[t]));
    }
    csv.flush();
  }

  private static double magnitude(LightCurve curve, double flux) {
    return -MAGNITUDES * Math.log(curve.isRelative() ? flux * curve.level() : flux);
  }

  private List<String> head(LightCurve curve) {
    List<String> lines = new java.util.ArrayList<>();
    lines.add("Light curve of " + curve.name() + " by Nightbeam " + version);
    lines.add(
        "field "
            + field.name()
            + ", filter "
            + (field.filter().isEmpty() ? "not known" : field.filter())
            + ", reference light "
            + field.reference()
            + String.format(
                Locale.ROOT,
                ", on which the star is at x = %.3f, y = %.3f",
                field.x()[curve.star()] + 1,
                field.y()[curve.star()] + 1));
    lines.add(place(curve));
    lines.add(
        curve.isRelative()
            ? String.format(
                Locale.ROOT,
                "flux: relative to the comparison stars and to its median, which is %.6g %s; mag: -2.5 log10"
                    + " of flux in %s, instrumental; _err: standard deviations",
                curve.level(),
                field.unit(),
                field.unit())
            : "flux: relative to the comparison stars, in "
                + field.unit()
                + ": its median is not above three times its error, so that the star may not be"
                + " there; mag: -2.5 log10 of flux, instrumental; _err: standard deviations");
    lines.add(
        "time_bjd_tdb, jd_utc_mid: days, middle of the exposure; fwhm_px, x, y: pixels of the light,"
            + " the middle of the first is (1, 1); sky: per pixel, in "
            + field.unit());
    StringBuilder flags = new StringBuilder("flag: 0 or a sum of");
    for (SourceFlag flag : SourceFlag.values()) {
      flags.append(" ").append(flag.bit()).append(" ").append(flag.meaning()).append(",");
    }
    flags.append(" of the largest aperture; flux is empty with 4, 8 and 32");
    lines.add(flags.toString());
    lines.addAll(curve.done());
    return lines;
  }

  private static String place(LightCurve curve) {
    if (curve.ra() - curve.ra() == 0) {
      return String.format(
          Locale.ROOT,
          "right ascension %.6f, declination %+.6f degrees, by which times at the barycentre and"
              + " airmasses are computed",
          curve.ra(),
          curve.dec());
    }
    boolean known = curve.lights().stream().anyMatch(light -> light.rightAscension() >= 0);
    return known
        ? "coordinates of the star are not known: times at the barycentre and airmasses are those of"
            + " the place that each header tells"
        : "no coordinates are known: time_bjd_tdb is empty, airmass is that of the header";
  }

  /** Writes the AAVSO's extended format, as of 2024, with differential magnitudes. */
  private void aavso(LightCurve curve, Writer out) throws IOException {
    out.write("#TYPE=EXTENDED\n");
    out.write("#OBSCODE=" + settings.observer() + "\n");
    out.write("#SOFTWARE=Nightbeam " + version + "\n");
    out.write("#DELIM=,\n#DATE=JD\n#OBSTYPE=CCD\n");
    out.write(
        "#NAME,DATE,MAG,MERR,FILT,TRANS,MTYPE,CNAME,CMAG,KNAME,KMAG,AMASS,GROUP,CHART,NOTES\n");
    String filter = field.filter().isEmpty() ? "CV" : field.filter();
    LightCurve.Comparison comparison = curve.comparison();
    // The convention is variable less comparison.
    double scale = comparison == null ? 1 : curve.level() / comparison.flux();
    String check =
        comparison == null ? "na" : String.format(Locale.ROOT, "star-%04d", comparison.check() + 1);
    String note =
        comparison == null
            ? "relative to the median of the curve"
            : "MAG: instrumental; less that of the summed comparison stars; KMAG: less that of the"
                + " others";
    for (int t = 0; t < curve.lights().size(); t++) {
      Moments when = Moments.of(curve.lights().get(t), curve.ra(), curve.dec());
      double flux = curve.flux()[t];
      if (!(flux > 0) || when.utc() == null) {
        continue;
      }
      out.write(
          String.join(
              ",",
              curve.name().replace(',', ' '),
              String.format(Locale.ROOT, "%.6f", when.utc().value()),
              String.format(Locale.ROOT, "%.4f", -MAGNITUDES * Math.log(flux * scale)),
              String.format(Locale.ROOT, "%.4f", MAGNITUDES * curve.error()[t] / flux),
              filter.replace(',', ' '),
              "NO",
              "DIF",
              "ENSEMBLE",
              "na",
              check,
              comparison == null ? "na" : orNone(-MAGNITUDES * Math.log(comparison.ofCheck()[t])),
              when.airmass() >= 1 ? String.format(Locale.ROOT, "%.3f", when.airmass()) : "na",
              "na",
              "na",
              curve.flags()[t] == 0 ? note : note + "; flag " + curve.flags()[t]));
      out.write("\n");
    }
  }

  private static String orNone(double magnitude) {
    String text = number("%.4f", magnitude);
    return text.isEmpty() ? "na" : text;
  }

  /** Writes time, flux and its error, the three columns that ExoClock and the ETD read. */
  private void exoClock(LightCurve curve, Writer out) throws IOException {
    boolean barycentric =
        curve.lights().stream()
            .allMatch(light -> Moments.of(light, curve.ra(), curve.dec()).barycentric() != null);
    out.write("# " + curve.name() + ", filter " + field.filter() + "\n");
    out.write(
        "# "
            + (barycentric ? "BJD_TDB" : "JD_UTC")
            + " of the middle of the exposure, relative flux, its standard deviation\n");
    for (int t = 0; t < curve.lights().size(); t++) {
      Moments when = Moments.of(curve.lights().get(t), curve.ra(), curve.dec());
      double flux = curve.flux()[t];
      if (flux - flux == 0 && when.utc() != null) {
        out.write(
            String.format(
                Locale.ROOT,
                "%s %.6f %.6f\n",
                (barycentric ? when.barycentric() : when.utc()).text(),
                flux,
                curve.error()[t]));
      }
    }
  }
}

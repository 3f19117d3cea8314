package org.nightbeam.report.facts;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.nightbeam.table.FrameColumn;
import org.nightbeam.time.Almanac;
import org.nightbeam.time.Site;
import org.nightbeam.time.SkyPosition;

/**
 * The Sun and the Moon over a night, where the site of the telescope is known.
 *
 * @param hours by which the clock of the site is ahead of UTC; NaN if not known
 * @param clock what clock that is, for a person to read; empty if not known
 * @param light spans of a lighter sky: seconds since 1970, and 0 for day, 1 for civil, 2 for
 *     nautical, 3 for astronomical twilight
 * @param moon spans in which the Moon is up
 * @param phase part of the Moon's disk that is lit, in the middle of the night
 */
public record NightArc(
    double hours, String clock, List<double[]> light, List<double[]> moon, double phase) {
  /** Nothing is known. */
  public static final NightArc UNKNOWN =
      new NightArc(Double.NaN, "", List.of(), List.of(), Double.NaN);

  private static final double AROUND = 3600; // seconds before the first and after the last frame
  private static final double STEP = 120; // seconds
  private static final double LONGEST = 3 * 86_400; // seconds; what is longer is no night

  /** Altitudes of the Sun's centre in degrees at the ends of day and twilights. */
  private static final double[] ENDS = {-0.833, -6, -12, -18};

  private static final double MOON_RISES = 0.125; // parallax less refraction and radius

  /** Returns that of some frames. */
  public static NightArc of(List<Row> rows, String timeZone) {
    double first = Double.POSITIVE_INFINITY;
    double last = Double.NEGATIVE_INFINITY;
    double longitude = Double.NaN;
    double latitude = Double.NaN;
    for (Row row : rows) {
      double time = row.time();
      if (Double.isFinite(time)) {
        first = Math.min(first, time);
        last = Math.max(last, time + Math.max(0, known(row.number(FrameColumn.EXPOSURE_S))));
      }
      if (Double.isNaN(longitude) || Double.isNaN(latitude)) {
        longitude = row.number(FrameColumn.LONGITUDE_DEG);
        latitude = row.number(FrameColumn.LATITUDE_DEG);
      }
    }
    if (!(last - first < LONGEST)) {
      return UNKNOWN;
    }
    double hours = zone(timeZone, first);
    String clock = timeZone;
    if (Double.isNaN(hours) && Double.isFinite(longitude)) {
      hours = Math.rint(Math.IEEEremainder(longitude, 360) / 15);
      clock = "UTC" + (hours < 0 ? "−" : "+") + (int) Math.abs(hours) + ", from the longitude";
    }
    if (Double.isNaN(hours)) {
      clock = "";
    }
    if (Double.isNaN(longitude) || Double.isNaN(latitude)) {
      return new NightArc(hours, clock, List.of(), List.of(), Double.NaN);
    }
    Site site = new Site(latitude, Math.IEEEremainder(longitude, 360), 0);
    return new NightArc(
        hours,
        clock,
        light(site, first - AROUND, last + AROUND),
        moon(site, first - AROUND, last + AROUND),
        Almanac.moonPhase(instant((first + last) / 2)));
  }

  private static double known(double value) {
    return Double.isNaN(value) ? 0 : value;
  }

  private static double zone(String name, double time) {
    try {
      return name.isEmpty()
          ? Double.NaN
          : ZoneId.of(name).getRules().getOffset(instant(time)).getTotalSeconds() / 3600.0;
    } catch (DateTimeException unknown) {
      return Double.NaN;
    }
  }

  private static Instant instant(double seconds) {
    return Instant.ofEpochMilli(Math.round(1000 * seconds));
  }

  private static List<double[]> light(Site site, double from, double to) {
    List<double[]> spans = new ArrayList<>();
    for (double t = from; t < to; t += STEP) {
      Instant middle = instant(t + STEP / 2);
      double altitude = site.altitude(middle, Almanac.sun(middle));
      int kind = 0;
      while (kind < ENDS.length && altitude < ENDS[kind]) {
        kind++;
      }
      if (kind < ENDS.length) {
        join(spans, t, kind);
      }
    }
    return spans;
  }

  private static List<double[]> moon(Site site, double from, double to) {
    List<double[]> spans = new ArrayList<>();
    for (double t = from; t < to; t += STEP) {
      Instant middle = instant(t + STEP / 2);
      SkyPosition moon = Almanac.moon(middle);
      if (site.altitude(middle, moon) > MOON_RISES) {
        join(spans, t, 0);
      }
    }
    return spans;
  }

  /** Makes the last span longer by a step, if it is of this kind and ends here; else begins one. */
  private static void join(List<double[]> spans, double from, int kind) {
    double[] last = spans.isEmpty() ? null : spans.get(spans.size() - 1);
    if (last != null && last[1] == from && last[2] == kind) {
      last[1] = from + STEP;
    } else {
      spans.add(new double[] {from, from + STEP, kind});
    }
  }
}

package org.nightbeam.preview;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A chart of points in two dimensions as SVG: axes with round numbers, error bars, one line. */
public final class Chart {
  private static final int WIDTH = 860;
  private static final int HEIGHT = 380;
  private static final int LEFT = 76;
  private static final int RIGHT = 20;
  private static final int TOP = 40;
  private static final int BOTTOM = 56;
  private static final int TICKS = 7;
  private static final double LEAST_MARGIN = 1e-9; // of a value, or of 1 if that is less
  private static final double FEW_DECADES = 3; // less has no three round ratios

  private final StringBuilder body = new StringBuilder();
  private final Axis across;
  private final Axis up;

  /**
   * An axis.
   *
   * @param name with its unit
   * @param first value, at the left or the bottom
   * @param last value; may be less than the first
   * @param logarithmic whether equal ratios have equal lengths; both values are positive then
   */
  public record Axis(String name, double first, double last, boolean logarithmic) {

    /** Returns an axis on which equal differences have equal lengths. */
    public static Axis linear(String name, double first, double last) {
      return new Axis(name, first, last, false);
    }

    /** Returns an axis on which equal ratios have equal lengths. */
    public static Axis logarithmic(String name, double first, double last) {
      return new Axis(name, first, last, true);
    }

    /** Returns the same axis with some room beyond both ends. */
    private Axis widened(double part) {
      double from = scaled(first);
      double to = scaled(last);
      double least = LEAST_MARGIN * Math.max(1, Math.max(Math.abs(from), Math.abs(to)));
      double margin = Math.max(least, part * Math.abs(to - from)) * (to >= from ? 1 : -1);
      return new Axis(name, unscaled(from - margin), unscaled(to + margin), logarithmic);
    }

    private double scaled(double value) {
      return logarithmic ? Math.log10(value) : value;
    }

    private double unscaled(double value) {
      return logarithmic ? Math.pow(10, value) : value;
    }

    /** Returns how far along the axis a value is: 0 at its first, 1 at its last value. */
    private double part(double value) {
      return (scaled(value) - scaled(first)) / (scaled(last) - scaled(first));
    }

    /** Returns round values, with the text of each. */
    private Map<Double, String> ticks() {
      double low = Math.min(first, last);
      double high = Math.max(first, last);
      Map<Double, String> ratios =
          logarithmic && high / low > FEW_DECADES ? ratios(low, high) : Map.of();
      return ratios.size() > 1 ? ratios : steps(low, high); // one tick shows no scale
    }

    private static Map<Double, String> ratios(double low, double high) {
      Map<Double, String> ticks = new TreeMap<>();
      for (int power = (int) Math.floor(Math.log10(low)); Math.pow(10, power) <= high; power++) {
        for (int digit : new int[] {1, 2, 5}) {
          double value = digit * Math.pow(10, power);
          if (value >= low && value <= high) {
            ticks.put(value, BigDecimal.valueOf(digit).scaleByPowerOfTen(power).toPlainString());
          }
        }
      }
      return ticks;
    }

    private static Map<Double, String> steps(double low, double high) {
      double step = round((high - low) / TICKS);
      int digits = (int) Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
      Map<Double, String> ticks = new TreeMap<>();
      for (double tick = Math.ceil(low / step) * step; tick <= high; tick += step) {
        double value = Math.abs(tick) < step / 2 ? 0 : tick;
        ticks.put(value, String.format(Locale.ROOT, "%." + digits + "f", value));
      }
      return ticks;
    }

    /** Returns 1, 2 or 5 times a power of ten, the first that is no less. */
    private static double round(double step) {
      double power = Math.pow(10, Math.floor(Math.log10(step)));
      double part = step / power;
      return power * (part <= 1 ? 1 : part <= 2 ? 2 : part <= 5 ? 5 : 10);
    }
  }

  /**
   * @param title above the chart
   * @param across the axis from left to right
   * @param up the axis from bottom to top
   */
  public Chart(String title, Axis across, Axis up) {
    this.across = across.widened(0.03);
    this.up = up.widened(0.06);
    text(WIDTH / 2.0, 22, "middle", "title", title);
    text((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 10, "middle", "name", across.name);
    body.append(
        String.format(
            Locale.ROOT,
            "<text class='name' transform='translate(16 %.1f) rotate(-90)' text-anchor='middle'>%s</text>\n",
            (TOP + HEIGHT - BOTTOM) / 2.0,
            escaped(up.name)));
    this.across
        .ticks()
        .forEach(
            (value, label) -> {
              line("grid", value, this.up.first, value, this.up.last);
              text(x(value), HEIGHT - BOTTOM + 20, "middle", "tick", label);
            });
    this.up
        .ticks()
        .forEach(
            (value, label) -> {
              line("grid", this.across.first, value, this.across.last, value);
              text(LEFT - 8, y(value) + 4, "end", "tick", label);
            });
  }

  private double x(double value) {
    return LEFT + across.part(value) * (WIDTH - LEFT - RIGHT);
  }

  private double y(double value) {
    return HEIGHT - BOTTOM - up.part(value) * (HEIGHT - TOP - BOTTOM);
  }

  private void text(double x, double y, String anchor, String kind, String text) {
    body.append(
        String.format(
            Locale.ROOT,
            "<text class='%s' x='%.1f' y='%.1f' text-anchor='%s'>%s</text>\n",
            kind,
            x,
            y,
            anchor,
            escaped(text)));
  }

  private static String escaped(String text) {
    StringBuilder out = new StringBuilder();
    for (char c : text.toCharArray()) {
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '\'' -> out.append("&#39;");
        default -> out.append(Character.isISOControl(c) ? '\ufffd' : c);
      }
    }
    return out.toString();
  }

  /** Draws a line between two places. */
  public void line(String kind, double x1, double y1, double x2, double y2) {
    body.append(
        String.format(
            Locale.ROOT,
            "<line class='%s' x1='%.1f' y1='%.1f' x2='%.1f' y2='%.1f'/>\n",
            kind,
            x(x1),
            y(y1),
            x(x2),
            y(y2)));
  }

  /** Draws a point. */
  public void point(String kind, double x, double y) {
    body.append(
        String.format(
            Locale.ROOT, "<circle class='%s' cx='%.1f' cy='%.1f' r='2.6'/>\n", kind, x(x), y(y)));
  }

  /** Returns the picture. */
  public String svg() {
    return String.format(
        Locale.ROOT,
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d' width='%d' height='%d'>\n"
            + "<style>text{font:13px system-ui,sans-serif;fill:#24303c}.title{font-size:15px}"
            + ".tick{font-size:11px}.grid{stroke:#dfe4ea;stroke-width:1}.paper{fill:#fff}"
            + ".bar{stroke:#9bb4cc;stroke-width:1}.point{fill:#1a5bb8}.other{fill:#b84300}"
            + ".model{stroke:#b84300;stroke-width:1.5}\n"
            + "@media (prefers-color-scheme:dark){text{fill:#e7e9ed}.grid{stroke:#282d36}"
            + ".paper{fill:#15181e}.bar{stroke:#4f6580}.point{fill:#8ab6f9}.other{fill:#ff9d66}"
            + ".model{stroke:#ff9d66}}</style>\n"
            + "<rect class='paper' width='%d' height='%d'/>\n%s</svg>\n",
        WIDTH,
        HEIGHT,
        WIDTH,
        HEIGHT,
        WIDTH,
        HEIGHT,
        body);
  }
}

package org.nightbeam.preview;

import java.util.Locale;

/** A chart of points in two dimensions as SVG: axes with round numbers, error bars, one line. */
public final class Chart {
  private static final int WIDTH = 860;
  private static final int HEIGHT = 380;
  private static final int LEFT = 76;
  private static final int RIGHT = 20;
  private static final int TOP = 40;
  private static final int BOTTOM = 56;
  private static final int TICKS = 7;

  private final StringBuilder body = new StringBuilder();
  private final double fromX;
  private final double toX;
  private final double fromY;
  private final double toY;

  /**
   * @param title above the chart
   * @param nameX of the axis
   * @param nameY of the axis
   * @param x first and last value
   * @param y lowest and highest value
   */
  public Chart(String title, String nameX, String nameY, double[] x, double[] y) {
    double marginX = Math.max(1e-9, 0.03 * (x[1] - x[0]));
    double marginY = Math.max(1e-9, 0.06 * Math.abs(y[1] - y[0]));
    fromX = x[0] - marginX;
    toX = x[1] + marginX;
    fromY = y[0] - (y[1] >= y[0] ? marginY : -marginY);
    toY = y[1] + (y[1] >= y[0] ? marginY : -marginY);
    text(WIDTH / 2.0, 22, "middle", "title", title);
    text((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 10, "middle", "name", nameX);
    body.append(
        String.format(
            Locale.ROOT,
            "<text class='name' transform='translate(16 %.1f) rotate(-90)' text-anchor='middle'>%s</text>\n",
            (TOP + HEIGHT - BOTTOM) / 2.0,
            escaped(nameY)));
    axis(fromX, toX, true);
    axis(fromY, toY, false);
  }

  private void axis(double from, double to, boolean across) {
    double low = Math.min(from, to);
    double high = Math.max(from, to);
    double step = round((high - low) / TICKS);
    int digits = (int) Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
    for (double tick = Math.ceil(low / step) * step; tick <= high; tick += step) {
      double value = Math.abs(tick) < step / 2 ? 0 : tick;
      String label = String.format(Locale.ROOT, "%." + digits + "f", value);
      if (across) {
        line("grid", value, fromY, value, toY);
        text(x(value), HEIGHT - BOTTOM + 20, "middle", "tick", label);
      } else {
        line("grid", fromX, value, toX, value);
        text(LEFT - 8, y(value) + 4, "end", "tick", label);
      }
    }
  }

  /** Returns 1, 2 or 5 times a power of ten, the first that is no less. */
  private static double round(double step) {
    double power = Math.pow(10, Math.floor(Math.log10(step)));
    double part = step / power;
    return power * (part <= 1 ? 1 : part <= 2 ? 2 : part <= 5 ? 5 : 10);
  }

  private double x(double value) {
    return LEFT + (value - fromX) / (toX - fromX) * (WIDTH - LEFT - RIGHT);
  }

  private double y(double value) {
    return HEIGHT - BOTTOM - (value - fromY) / (toY - fromY) * (HEIGHT - TOP - BOTTOM);
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
            + "<style>text{font:13px system-ui,sans-serif;fill:#24303c}.title{font-size:16px}"
            + ".tick{font-size:11px}.grid{stroke:#dfe4ea;stroke-width:1}"
            + ".bar{stroke:#9bb4cc;stroke-width:1}.point{fill:#1f5f99}.other{fill:#c2571a}"
            + ".model{stroke:#c2571a;stroke-width:1.5}</style>\n"
            + "<rect width='%d' height='%d' fill='#ffffff'/>\n%s</svg>\n",
        WIDTH,
        HEIGHT,
        WIDTH,
        HEIGHT,
        WIDTH,
        HEIGHT,
        body);
  }
}

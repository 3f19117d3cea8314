package org.nightbeam.frame;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.nightbeam.fits.FitsSection;

/**
 * The windows of a chip that two images are: where the smaller one lies in the larger one, so far
 * as the headers of both say it. Nothing is guessed: without a position on both sides, or where the
 * image may have been turned over after the position was counted, there is no answer.
 */
public final class ChipWindow {
  /**
   * Below 0 where a prescan comes before the chip, or an amplifier reads it from its other side.
   */
  private static final Pattern ORIGIN = Pattern.compile("(-?\\d{1,6}),(-?\\d{1,6})");

  private ChipWindow() {}

  /**
   * Returns the part of an image that a smaller one of the same chip covers.
   *
   * @param whole the larger image
   * @param window the smaller one, of the same binning
   * @return null if headers do not say where both lie, or the larger one does not hold it all
   */
  public static FitsSection part(CameraConfiguration whole, CameraConfiguration window) {
    if (window.width() > whole.width()
        || window.height() > whole.height()
        || window.width() == whole.width() && window.height() == whole.height()
        || window.xbin() != whole.xbin()
        || window.ybin() != whole.ybin()
        || mayBeTurned(whole)
        || mayBeTurned(window)) {
      return null;
    }
    // Each card that says a position counts by its own rules, but all must mean the same place.
    String[] from = positions(whole);
    String[] to = positions(window);
    FitsSection part = null;
    for (int i = 0; from.length == to.length && i < from.length; i++) {
      FitsSection one = part(from[i], to[i], whole, window);
      if (one == null || part != null && !part.equals(one)) {
        return null;
      }
      part = one;
    }
    return part;
  }

  private static FitsSection part(
      String from, String to, CameraConfiguration whole, CameraConfiguration window) {
    Matcher origin = ORIGIN.matcher(from);
    Matcher place = ORIGIN.matcher(to);
    if (!origin.matches() || !place.matches()) {
      return null;
    }
    int x = distance(origin.group(1), place.group(1), whole.xbin());
    int y = distance(origin.group(2), place.group(2), whole.ybin());
    boolean inside =
        x >= 0
            && y >= 0
            && x + window.width() <= whole.width()
            && y + window.height() <= whole.height();
    return inside ? new FitsSection(x, window.width(), y, window.height()) : null;
  }

  /** Returns the binned pixels between two places; -1 if they are no whole number, or negative. */
  private static int distance(String from, String to, int binning) {
    int pixels = Integer.parseInt(to) - Integer.parseInt(from);
    return pixels % binning == 0 ? pixels / binning : -1;
  }

  /** Returns whether a header says where on the chip an image lies. */
  public static boolean isKnown(CameraConfiguration image) {
    return positions(image).length > 0;
  }

  /** Returns the positions that the cards of an image say; none if it is not known. */
  private static String[] positions(CameraConfiguration image) {
    String known = new Setup(image.setup()).value(Setup.Kind.WINDOW);
    return known.isEmpty() ? new String[0] : known.split(" ");
  }

  /** Programs count rows of a window from the top, whichever way they write the image. */
  private static boolean mayBeTurned(CameraConfiguration image) {
    return !image.rowOrder().isEmpty() && !image.rowOrder().equals("TOP-DOWN")
        || new Setup(image.setup())
            .values().keySet().stream().anyMatch(name -> Setup.Kind.ORIENTATION.includes(name));
  }

  /**
   * Returns the configuration that a part of an image has.
   *
   * @param part of the larger image, see {@link #part}
   * @param window the smaller one
   */
  public static CameraConfiguration cut(
      CameraConfiguration whole, FitsSection part, CameraConfiguration window) {
    String place = new Setup(window.setup()).value(Setup.Kind.WINDOW);
    return new CameraConfiguration(
        whole.camera(),
        whole.hdu(),
        part.columns(),
        part.rows(),
        whole.xbin(),
        whole.ybin(),
        whole.gain(),
        whole.offset(),
        whole.readoutMode(),
        whole.rowOrder(),
        shifted(whole.cfaPattern(), (part.columnsFrom() & 1) != 0, (part.rowsFrom() & 1) != 0),
        whole.preparation(),
        new Setup(whole.setup()).in(place).text());
  }

  /**
   * Returns the colours of the first four pixels of an image that begins a column or a row later.
   *
   * @param pattern such as {@code RGGB}; empty for none
   */
  public static String shifted(String pattern, boolean column, boolean row) {
    if (pattern.length() != 4) {
      return pattern;
    }
    char[] colours = new char[4];
    for (int i = 0; i < colours.length; i++) {
      colours[i] = pattern.charAt(i ^ (column ? 1 : 0) ^ (row ? 2 : 0));
    }
    return new String(colours);
  }
}

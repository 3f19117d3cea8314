package org.nightbeam.report;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The aspect ratios of the pictures of a page, each a class of its style sheet: a picture that is
 * not loaded yet has its place.
 */
final class Shapes {
  private static final Pattern SIZE = Pattern.compile("[1-9]\\d{0,8}");

  private final Map<String, String> classes = new LinkedHashMap<>();

  /**
   * Returns the class of images of this size, which is made where there is none; a square where the
   * size is not known.
   *
   * @param width in pixels, as the table has it
   * @param height in pixels
   */
  String of(String width, String height) {
    boolean known = SIZE.matcher(width).matches() && SIZE.matcher(height).matches();
    return classes.computeIfAbsent(
        known ? width + "/" + height : "1/1", size -> "shape" + classes.size());
  }

  /** Returns the part of the style sheet with all of them. */
  String sheet() {
    StringBuilder sheet = new StringBuilder();
    classes.forEach(
        (size, name) ->
            sheet.append('.').append(name).append("{aspect-ratio:").append(size).append("}\n"));
    return sheet.toString();
  }
}

package org.nightbeam.report;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/**
 * HTML being written. All text and all values of attributes are escaped: what a header or the name
 * of a file says is shown, never obeyed.
 */
final class Html {
  private final StringBuilder out = new StringBuilder("<!doctype html>\n");
  private final Deque<String> open = new ArrayDeque<>();

  /**
   * Begins an element.
   *
   * @param attributes names, each followed by its value; one whose value is null is left out
   */
  Html open(String name, String... attributes) {
    tag(name, attributes);
    open.push(name);
    return this;
  }

  /** Ends the element that was begun last. */
  Html close() {
    out.append("</").append(open.pop()).append('>');
    return this;
  }

  /** Returns an element with text. */
  Html element(String name, String text, String... attributes) {
    return open(name, attributes).text(text).close();
  }

  /** Returns an element that has no end, such as {@code img}. */
  Html empty(String name, String... attributes) {
    tag(name, attributes);
    return this;
  }

  Html text(String text) {
    escape(text);
    return this;
  }

  /** Returns a line feed between elements, for whoever reads the source. */
  Html line() {
    out.append('\n');
    return this;
  }

  /**
   * Writes markup of the program's own, which is complete in itself.
   *
   * @param markup in which each <code>{{name}}</code> stands for what is written there
   * @param places what writes them, by name
   */
  Html markup(String markup, Map<String, Runnable> places) {
    int from = 0;
    for (int at = markup.indexOf("{{"); at >= 0; at = markup.indexOf("{{", from)) {
      int end = markup.indexOf("}}", at);
      out.append(markup, from, at);
      places.get(markup.substring(at + 2, end)).run();
      from = end + 2;
    }
    out.append(markup, from, markup.length());
    return this;
  }

  /**
   * Returns a style sheet, a script or data for one: our own text, in which no value stands
   * unescaped.
   */
  Html raw(String name, String content, String... attributes) {
    if (ends(content, name)) {
      throw new IllegalArgumentException("the content of a " + name + " would end it");
    }
    tag(name, attributes);
    out.append(content).append("</").append(name).append(">\n");
    return this;
  }

  /** Returns whether there is an end tag of this name in a text, in capitals or not. */
  private static boolean ends(String content, String name) {
    for (int at = content.indexOf("</"); at >= 0; at = content.indexOf("</", at + 2)) {
      if (content.regionMatches(true, at + 2, name, 0, name.length())) {
        return true;
      }
    }
    return false;
  }

  private void tag(String name, String... attributes) {
    out.append('<').append(name);
    for (int i = 0; i < attributes.length; i += 2) {
      if (attributes[i + 1] != null) {
        out.append(' ').append(attributes[i]).append("=\"");
        escape(attributes[i + 1]);
        out.append('"');
      }
    }
    out.append('>');
  }

  private void escape(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\n', '\t' -> out.append(c);
        default -> out.append(Character.isISOControl(c) ? '\ufffd' : c);
      }
    }
  }

  @Override
  public String toString() {
    if (!open.isEmpty()) {
      throw new IllegalStateException("still open: " + open);
    }
    return out.toString();
  }
}

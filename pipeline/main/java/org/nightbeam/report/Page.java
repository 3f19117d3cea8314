package org.nightbeam.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.function.Consumer;

/**
 * What all pages share: style and script, which stand in the page, and a policy by which the
 * browser loads nothing but the images beside it and runs nothing but this script.
 */
final class Page {
  private static final String PLOTS = "/META-INF/resources/webjars/uplot/1.6.30/dist/";

  private final String style;
  private final String script;

  Page() {
    style = resource(PLOTS + "uPlot.min.css") + resource("report.css");
    script = resource(PLOTS + "uPlot.iife.min.js") + "\n" + resource("report.js");
  }

  /**
   * Returns a page.
   *
   * @param title of the window
   * @param shapes more of the style sheet
   * @param data for the script, made JSON
   * @param body writes what is seen
   */
  String of(String title, String shapes, Object data, Consumer<Html> body) {
    String sheet = style + shapes;
    Html html = new Html();
    html.open("html", "lang", "en").open("head").line();
    html.empty("meta", "charset", "utf-8");
    html.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    html.empty("meta", "name", "color-scheme", "content", "light dark");
    html.empty("meta", "name", "referrer", "content", "no-referrer");
    html.empty("meta", "http-equiv", "Content-Security-Policy", "content", policy(sheet)).line();
    html.element("title", title);
    html.empty("link", "rel", "icon", "href", "data:,").line();
    html.raw("style", sheet);
    html.close().line();
    html.open("body");
    body.accept(html);
    html.raw("script", json(data), "type", "application/json", "id", "data");
    html.raw("script", script);
    html.close().close();
    return html.toString();
  }

  private String policy(String sheet) {
    return "default-src 'none'; img-src 'self' data: file:; style-src "
        + hash(sheet)
        + "; script-src "
        + hash(script)
        + "; base-uri 'none'; form-action 'none'";
  }

  private static String hash(String content) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Returns JSON that cannot end the element it stands in. */
  private static String json(Object data) {
    try {
      return new ObjectMapper()
          .writeValueAsString(data)
          .replace("<", "\\u003c")
          .replace("\u2028", "\\u2028")
          .replace("\u2029", "\\u2029");
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Returns a text that is part of the program; its name is below this package, or absolute. */
  static String resource(String name) {
    try (InputStream in = Page.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the program lacks its part " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

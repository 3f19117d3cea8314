package org.nightbeam.report.facts;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.nightbeam.storage.OutputLayout;

/**
 * Contents of {@code run.json}; empty where the file, or a part of it, is missing.
 *
 * @param damaged sentences on files of the output that cannot be read
 */
public record RunFacts(JsonNode document, List<String> damaged) {
  /** Reads them, when all other files were read. */
  public static RunFacts read(Damaged files) throws IOException {
    JsonNode document =
        files.read(OutputLayout.RUN, "options, versions and time of the run are not known");
    return new RunFacts(document, files.sentences());
  }

  /** Returns whether light curves that there are must be of an earlier run. */
  public boolean madeNoLightCurves() {
    Map<String, String> given = options();
    return !given.isEmpty() && !"true".equals(given.get("lightCurves"));
  }

  /** Returns whether the input is watched, so that more may come. */
  public boolean isWatching() {
    return document.path("watching").asBoolean(false);
  }

  public double seconds() {
    return document.path("seconds").asDouble(Double.NaN);
  }

  /** Returns when the run began; empty if not known. */
  public String started() {
    try {
      OffsetDateTime start =
          Instant.parse(document.path("started").asText()).atOffset(ZoneOffset.UTC);
      // A formatter of names of months loads what the JDK knows of all languages.
      String month = start.getMonth().name();
      return start.getDayOfMonth()
          + " "
          + month.charAt(0)
          + month.substring(1).toLowerCase(Locale.ROOT)
          + " "
          + start.getYear()
          + ", "
          + start.toLocalTime().truncatedTo(ChronoUnit.MINUTES)
          + " UTC";
    } catch (DateTimeException unknown) {
      return "";
    }
  }

  /** Returns what made it: names of software with versions. */
  public Map<String, String> versions() {
    Map<String, String> versions = new LinkedHashMap<>();
    put(versions, "Nightbeam", "nightbeam");
    put(versions, "Apache Beam", "beam");
    put(versions, "Java", "java");
    put(versions, "Runner", "runner");
    return versions;
  }

  /** Returns the unit of the sky and of its noise: catalogues have that of the products. */
  public String skyUnit() {
    Map<String, String> given = options();
    boolean ofCatalogues =
        Stream.of("sources", "stack", "lightCurves")
            .anyMatch(option -> "true".equals(given.get(option)));
    return ofCatalogues && "ELECTRON".equals(given.get("unit")) ? "electrons" : "ADU";
  }

  private void put(Map<String, String> versions, String name, String key) {
    if (document.hasNonNull(key)) {
      versions.put(name, document.get(key).asText());
    }
  }

  /** Returns the options with their values, in the order of the file. */
  public Map<String, String> options() {
    Map<String, String> options = new LinkedHashMap<>();
    document
        .path("options")
        .fields()
        .forEachRemaining(
            option -> {
              JsonNode value = option.getValue();
              options.put(option.getKey(), value.isTextual() ? value.asText() : value.toString());
            });
    return options;
  }
}

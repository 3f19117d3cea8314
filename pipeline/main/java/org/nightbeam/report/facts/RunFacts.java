package org.nightbeam.report.facts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.NoSuchFileException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.nightbeam.storage.OutputLayout;
import org.nightbeam.storage.Storage;

/** Contents of {@code run.json}; empty where the file, or a part of it, is missing. */
public record RunFacts(JsonNode document) {
  public static RunFacts read(Storage storage, String output) throws IOException {
    ObjectMapper json = new ObjectMapper();
    try (InputStream in =
        Channels.newInputStream(storage.open(OutputLayout.in(output, OutputLayout.RUN)))) {
      return new RunFacts(json.readTree(in));
    } catch (NoSuchFileException | FileNotFoundException none) {
      return new RunFacts(json.createObjectNode());
    }
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

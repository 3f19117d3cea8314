package org.nightbeam.report.facts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import org.nightbeam.storage.OutputLayout;
import org.nightbeam.storage.Storage;

/**
 * Reads files of an output that a report is made from besides its table. One that is damaged costs
 * a sentence, not the report.
 */
public final class Damaged {
  private static final ObjectMapper JSON =
      new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

  private final Storage storage;
  private final String output;
  private final List<String> sentences = new ArrayList<>();

  /**
   * @param output folder or URI with the products of a run
   */
  public Damaged(Storage storage, String output) {
    this.storage = storage;
    this.output = output;
  }

  /** Returns a sentence for each file that was found damaged. */
  public List<String> sentences() {
    return List.copyOf(sentences);
  }

  /**
   * Reads a file as JSON.
   *
   * @param path below the output
   * @param remedy what a person can do if it is damaged
   * @return without any value if it is missing or damaged
   */
  JsonNode read(String path, String remedy) throws IOException {
    JsonNode read = read(path, JsonNode.class, remedy);
    if (read != null && !read.isObject()) {
      damaged(path, "it is no JSON object", remedy);
    }
    return read == null ? JSON.createObjectNode() : read;
  }

  /**
   * Reads a file as a value.
   *
   * @return null if it is missing or damaged
   */
  <T> T read(String path, Class<T> type, String remedy) throws IOException {
    byte[] bytes;
    try (InputStream in = Channels.newInputStream(storage.open(OutputLayout.in(output, path)))) {
      bytes = in.readAllBytes();
    } catch (NoSuchFileException | FileNotFoundException none) {
      return null;
    }
    try {
      T value = JSON.readValue(bytes, type);
      if (value == null) {
        damaged(path, "it says null", remedy);
      }
      return value;
    } catch (JsonProcessingException e) {
      damaged(path, e.getOriginalMessage(), remedy);
      return null;
    } catch (IOException e) { // the bytes are no text
      damaged(path, e.getMessage(), remedy);
      return null;
    }
  }

  /** Takes note of a file. */
  void damaged(String path, String what, String remedy) {
    sentences.add(path + " is damaged (" + what + "): " + remedy + ".");
  }
}

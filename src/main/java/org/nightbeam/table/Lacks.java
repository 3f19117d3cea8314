package org.nightbeam.table;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.nightbeam.reason.Reason;

/** The masters that a frame lacks as JSON, as the table of frames has them. */
public final class Lacks {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<List<Reason.Lack>> LIST = new TypeReference<>() {};

  private Lacks() {}

  /** Returns an array of objects; empty for none. */
  static String json(List<Reason.Lack> lacks) {
    if (lacks.isEmpty()) {
      return "";
    }
    try {
      return JSON.writeValueAsString(lacks);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Reads them back; none of a text that is not of this form. */
  public static List<Reason.Lack> read(String json) {
    try {
      return json.isEmpty() ? List.of() : JSON.readValue(json, LIST);
    } catch (JsonProcessingException other) {
      return List.of(); // a table that somebody has edited; the sentence is there all the same
    }
  }
}

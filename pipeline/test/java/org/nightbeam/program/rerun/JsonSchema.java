package org.nightbeam.program.rerun;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.TreeSet;

/**
 * A JSON schema of ours, checked as strictly as documents of ours can be: each property that it
 * describes is there, and no other.
 */
record JsonSchema(JsonNode root) {
  static JsonSchema of(Class<?> beside, String name) throws IOException {
    return new JsonSchema(new ObjectMapper().readTree(beside.getResourceAsStream(name)));
  }

  void require(JsonNode document) {
    require(document, root, "document");
  }

  private static void require(JsonNode value, JsonNode schema, String where) {
    assertTrue(allows(schema.get("type"), value), where + ": " + value);
    if (schema.has("minimum")) {
      assertTrue(value.asDouble() >= schema.get("minimum").asDouble(), where + ": " + value);
    }
    if (value.isArray()) {
      for (int i = 0; i < value.size(); i++) {
        require(value.get(i), schema.get("items"), where + "[" + i + "]");
      }
    }
    if (!value.isObject()) {
      return;
    }
    if (schema.has("properties")) {
      assertEquals(names(schema.get("properties")), names(value), where);
    }
    for (JsonNode required : schema.path("required")) {
      assertTrue(value.has(required.asText()), where + " lacks " + required);
    }
    value
        .fields()
        .forEachRemaining(
            field -> {
              JsonNode of = schema.at("/properties/" + field.getKey());
              JsonNode its = of.isMissingNode() ? schema.path("additionalProperties") : of;
              if (its.isObject()) {
                require(field.getValue(), its, where + "." + field.getKey());
              }
            });
  }

  private static TreeSet<String> names(JsonNode object) {
    TreeSet<String> names = new TreeSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static boolean allows(JsonNode type, JsonNode value) {
    if (type.isArray()) {
      for (JsonNode one : type) {
        if (allows(one, value)) {
          return true;
        }
      }
      return false;
    }
    return switch (type.asText()) {
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "integer" -> value.isIntegralNumber();
      case "number" -> value.isNumber();
      case "string" -> value.isTextual();
      case "null" -> value.isNull();
      case "boolean" -> value.isBoolean();
      default -> false;
    };
  }
}

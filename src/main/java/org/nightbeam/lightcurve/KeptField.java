package org.nightbeam.lightcurve;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.nightbeam.storage.OutputLayout;
import org.nightbeam.storage.RecordFormat;

/**
 * What is kept of a field for later runs: a night that comes alone finds the lights of those before
 * it, and the fields that it has no lights of.
 *
 * @param result what was told of it
 * @param lights that its curves are of
 */
record KeptField(FieldResult result, List<KeptLight> lights) {
  private static final RecordFormat<KeptField> FORMAT = RecordFormat.of(KeptField.class);

  byte[] coded() throws IOException {
    return FORMAT.bytes(this);
  }

  static KeptField of(byte[] coded) throws IOException {
    return FORMAT.of(coded);
  }

  /** Returns the name of its file, below the output. */
  static String path(String field, String filter) {
    return OutputLayout.MEASURED
        + "/"
        + CurveFile.safe(field)
        + (filter.isEmpty() ? "" : "-" + CurveFile.safe(filter))
        + ".field";
  }

  /** Returns whether it has lights of other nights than these. */
  boolean isOfOthers(Set<String> nights) {
    return lights.stream().anyMatch(light -> !nights.contains(light.night()));
  }
}

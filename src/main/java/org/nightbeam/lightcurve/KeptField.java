package org.nightbeam.lightcurve;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.nightbeam.storage.OutputLayout;
import org.nightbeam.storage.RecordFormat;

/**
 * Data of a field kept for later runs: a night processed alone finds the lights of earlier nights,
 * and fields without lights of its own.
 *
 * @param result what was told of it
 * @param lights that its curves are of
 * @param targets that were requested
 */
record KeptField(FieldResult result, List<KeptLight> lights, List<Targets.Target> targets) {
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

  /**
   * Returns the place of a target on the reference, column and row from 0: a run whose input lacks
   * the light that the target names cannot tell it.
   *
   * @param reference of the field by now
   * @return null if the target was not found, or another one was requested
   */
  double[] place(Targets.Target target, String reference) {
    FieldStars stars = result.stars();
    boolean same = stars.reference().equals(reference) && targets.stream().anyMatch(target::isLike);
    int star = same ? Arrays.asList(stars.targets()).indexOf(target.name()) : -1;
    return star < 0 ? null : new double[] {stars.x()[star], stars.y()[star]};
  }

  /** Returns whether it has lights of other nights than these. */
  boolean isOfOthers(Set<String> nights) {
    return lights.stream().anyMatch(light -> !nights.contains(light.night()));
  }
}

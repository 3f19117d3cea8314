package org.nightbeam.options;

import java.util.List;
import org.apache.beam.sdk.options.Description;
import org.nightbeam.options.annotation.Heading;
import org.nightbeam.options.annotation.HeededBy;
import org.nightbeam.options.annotation.Verb;

/** Which light the others of its target are registered to. */
@Heading("Registration")
@HeededBy({Verb.CALIBRATE, Verb.DEMO})
public interface RegistrationOptions extends StackOptions, LightCurveOptions {
  @Description(
      "Registration, with --stack or --lightCurves: name or path of the light that the"
          + " others of its target and camera are registered to; for several targets separated by"
          + " commas. By default the one that an earlier run chose, otherwise the sharpest of"
          + " those that are well centred and not odd")
  List<String> getReference();

  void setReference(List<String> value);

  /** Returns whether lights are registered: something that needs it is wanted. */
  static boolean registers(RegistrationOptions options) {
    return options.getStack() || options.getLightCurves();
  }

  /**
   * Checks the options before anything runs.
   *
   * @throws UsageException if one has no effect
   */
  static void checkReferences(RegistrationOptions options) throws UsageException {
    List<String> names = references(options);
    if (!names.isEmpty() && !registers(options)) {
      throw new UsageException(
          "--reference="
              + String.join(",", names)
              + ": does nothing where no lights are registered; add --stack or"
              + " --lightCurves, or leave it out");
    }
  }

  /** Returns the names of references; none where the rule chooses. */
  static List<String> references(RegistrationOptions options) {
    return options.getReference() == null
        ? List.of()
        : options.getReference().stream().map(String::strip).toList();
  }
}

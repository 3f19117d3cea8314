package org.nightbeam.fields;

import java.util.Locale;
import java.util.regex.Pattern;
import org.nightbeam.frame.CameraConfiguration;
import org.nightbeam.frame.Setup;
import org.nightbeam.grading.LightQuality;
import org.nightbeam.plan.ShortHash;
import org.nightbeam.registration.FieldReference;
import org.nightbeam.storage.OutputLayout;
import org.nightbeam.table.FrameRow;

/**
 * The target of lights, by their headers: all filters, exposures and nights together, as they may
 * share one reference. Lights without a target in the header form one target, whose fields are told
 * apart by their stars.
 *
 * @param name the same however it is spelt; {@link #UNNAMED} where headers do not say it
 */
public record Target(String name) {
  /** A name that no object has: hyphens are left out of those. */
  static final String UNNAMED = "no-object";

  /** Raised when the same catalogues come to lie otherwise: then all are registered again. */
  private static final int VERSION = 2;

  private static final Pattern STRANGE = Pattern.compile("[^a-z0-9.+]");
  private static final int LONGEST = 60;

  /** Returns the target of a light that was measured. */
  public static Target of(FrameRow light) {
    String object = light.frame().pointing().object();
    String name = LightQuality.target(object, "").replaceFirst("^object ", "");
    return new Target(object.isBlank() || name.startsWith("night ") ? UNNAMED : name);
  }

  /** Returns whether a row is of a light that may be registered. */
  public static boolean has(FrameRow row) {
    return row.frame() != null && !row.output().isEmpty() && row.statistics().quality().isKnown();
  }

  /** Returns a name for files and folders, which no other target has. */
  public String fileName() {
    if (name.equals(UNNAMED)) {
      return name;
    }
    String plain = STRANGE.matcher(name).replaceAll("_").replaceFirst("^\\.", "_");
    String kept = plain.substring(0, Math.min(LONGEST, plain.length()));
    return kept.equals(name) ? kept : kept + "-" + ShortHash.of(name);
  }

  /** Returns the file that its fields are written down in, below the output. */
  public String table() {
    return OutputLayout.REGISTRATION + "/" + fileName() + ".csv";
  }

  /**
   * Returns what tells the cameras of a target apart: each has fields of its own, whatever its
   * binning.
   */
  static String camera(FrameRow light) {
    CameraConfiguration camera = light.frame().configuration();
    Setup setup = new Setup(camera.setup());
    String text =
        camera.camera()
            + ";"
            + setup.value(Setup.Kind.SERIAL_NUMBER)
            + ";"
            + setup.value(Setup.Kind.TELESCOPE)
            + (camera.hdu() == 0 ? "" : ";HDU " + camera.hdu());
    return text.toLowerCase(Locale.ROOT).replaceAll("\\s+", " ").replaceAll(" ?; ?", ";");
  }

  /**
   * Returns what tells the catalogue of a light from another one of it: a hash of what rows know of
   * it, its brightest stars among that, and of the version of the registration.
   */
  static String catalogue(FrameRow light) {
    CameraConfiguration camera = light.frame().configuration();
    return ShortHash.of(
        VERSION
            + " "
            + camera.width()
            + " "
            + camera.height()
            + " "
            + light.statistics().quality().line());
  }

  /** Returns a light as the reference of others. */
  static FieldReference reference(FrameRow light) {
    CameraConfiguration camera = light.frame().configuration();
    return new FieldReference(light.output(), light.hdu(), camera.width(), camera.height());
  }

  /** Returns whether a light is a reference. */
  static boolean is(FrameRow light, FieldReference reference) {
    return light.output().equals(reference.light()) && light.hdu() == reference.hdu();
  }
}

package org.nightbeam.plan;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.nightbeam.frame.Frame;

/** Where calibrated frames are put below the output. */
public final class CalibratedName {
  private static final Pattern EXTENSION =
      Pattern.compile("(?:\\.(?:fits?|fts))?(?:\\.gz)?$", Pattern.CASE_INSENSITIVE);

  private CalibratedName() {}

  /**
   * {@code calibrated/<path of the raw frame below its input>}, ending in {@code .fits}. Frames
   * that differ in their extension or input alone share this name: {@link #distinct} tells them
   * apart.
   */
  public static String of(Frame frame) {
    return stem(frame) + ".fits";
  }

  /** A name that no other file of the run has, for a frame whose plain name is taken. */
  public static String distinct(Frame frame) {
    CRC32 crc = new CRC32();
    crc.update(frame.uri().getBytes(StandardCharsets.UTF_8));
    return String.format("%s-%08x.fits", stem(frame), crc.getValue());
  }

  private static String stem(Frame frame) {
    String stem = "calibrated/" + EXTENSION.matcher(frame.path()).replaceFirst("");
    return frame.onlyImage() ? stem : stem + "-hdu" + frame.hdu();
  }
}

package org.nightbeam.plan;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.nightbeam.frame.Frame;
import org.nightbeam.storage.OutputLayout;

/** Paths of calibrated frames below the output. */
public final class CalibratedName {
  private static final Pattern EXTENSION =
      Pattern.compile("(?:\\.(?:fits?|fts))?(?:\\.[gf]z)?$", Pattern.CASE_INSENSITIVE);

  /** Bytes that a file's name may have, less than 255 by what is added to it. */
  private static final int LONGEST_NAME = 220;

  private CalibratedName() {}

  /**
   * Returns what two names share that some disks take for the same: they differ in capitals only,
   * or in how Unicode puts letters and their accents together.
   */
  public static String folded(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFC)
        .toUpperCase(Locale.ROOT)
        .toLowerCase(Locale.ROOT);
  }

  /**
   * {@code calibrated/<path of the raw frame below its input>}, ending in {@code .fits}. The images
   * of one file are in one product. Files that differ in their extension or input alone share this
   * name: {@link #distinct} tells them apart.
   */
  public static String of(Frame frame) {
    return stem(frame) + ".fits";
  }

  /**
   * Returns the names of all lights of a plan, in {@link Frame#ORDER}: the first of the files that
   * would share one gets it.
   */
  public static Map<LightFrame, String> ofAll(Collection<LightFrame> lights) {
    List<LightFrame> ordered = new ArrayList<>(lights);
    ordered.sort((a, b) -> Frame.ORDER.compare(a.frame(), b.frame()));
    Map<String, String> taken = new HashMap<>(); // by whom
    Map<LightFrame, String> names = new LinkedHashMap<>();
    for (LightFrame light : ordered) {
      String name = of(light.frame());
      String uri = light.frame().uri();
      String first = taken.putIfAbsent(folded(name), uri);
      names.put(light, first == null || first.equals(uri) ? name : distinct(light.frame()));
    }
    return names;
  }

  /** Returns a name that no other file of the run has, for a frame whose plain name is taken. */
  public static String distinct(Frame frame) {
    return stem(frame) + "-" + ShortHash.of(frame.uri()) + ".fits";
  }

  /**
   * Returns what a calibrated frame goes by where the name of its product is not enough, as that
   * holds several.
   *
   * @param name of the product
   */
  public static String id(Frame frame, String name) {
    return frame.onlyImage() ? name : name + "[" + frame.hdu() + "]";
  }

  private static String stem(Frame frame) {
    return shortened(
        OutputLayout.CALIBRATED + "/" + EXTENSION.matcher(frame.path()).replaceFirst(""));
  }

  private static String shortened(String stem) {
    String name = stem.substring(stem.lastIndexOf('/') + 1);
    if (name.getBytes(StandardCharsets.UTF_8).length <= LONGEST_NAME) {
      return stem;
    }
    int kept = name.length();
    while (name.substring(0, kept).getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
      kept--;
    }
    if (Character.isHighSurrogate(name.charAt(kept - 1))) {
      kept--; // half a character is none
    }
    return stem.substring(0, stem.length() - name.length() + kept) + "-" + ShortHash.of(name);
  }
}

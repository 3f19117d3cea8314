package org.nightbeam.calibrate;

import java.util.ArrayList;
import java.util.List;
import org.nightbeam.badpixels.BadPixelSettings;
import org.nightbeam.correction.Correction;
import org.nightbeam.cosmicrays.CosmicRayRule;
import org.nightbeam.fringes.FringeSettings;

/**
 * The corrections of lights, in the order in which they are done: the whole reduction on one page.
 * What is done to raw rows of masters as well, overscan, trim and linearity, is {@link
 * org.nightbeam.signal.Preparation}; its place among the corrections of a light is here.
 *
 * <p>To add a correction, put it in its place, as it is when no option switches it on.
 */
public final class Corrections {
  /** All of them, of which those that an option switches on are off. */
  public static final List<Correction> PLAIN =
      List.of(
          new OverscanSubtraction(), // of raw values
          new BiasAndDark(), // and linearity between the two
          new FlatField(),
          new Gain(), // noise, while what it follows from is at hand
          BadPixelSettings.NONE, // before what looks around a pixel
          FringeSettings.NONE,
          CosmicRayRule.NONE); // at last: it wants an even sky

  private Corrections() {}

  /**
   * Returns the corrections with some of them as options have them.
   *
   * @param given in any order; each is put in the place of its kind
   */
  public static List<Correction> with(Correction... given) {
    List<Correction> all = new ArrayList<>(PLAIN);
    for (Correction correction : given) {
      all.set(place(correction), correction);
    }
    return List.copyOf(all);
  }

  private static int place(Correction correction) {
    for (int i = 0; i < PLAIN.size(); i++) {
      if (PLAIN.get(i).getClass() == correction.getClass()) {
        return i;
      }
    }
    throw new IllegalArgumentException(
        correction.getClass().getName() + " has no place in the order of corrections");
  }
}

package org.nightbeam.badpixels;

import org.nightbeam.correction.Correction;
import org.nightbeam.correction.Corrector;
import org.nightbeam.correction.LightServices;

/**
 * Settings for bad pixels of lights: which are bad, and how they are treated.
 *
 * @param treatment of bad pixels
 * @param rules by which they are found in master darks and flats
 * @param map URI of a map of them; empty for none
 * @param mapState what the file of the map was when the run began: another is another map
 * @param widest so many bad pixels in a row are bridged
 */
public record BadPixelSettings(
    Treatment treatment, BadPixelRules rules, String map, String mapState, int widest)
    implements Correction {

  /** Treatment of bad pixels. */
  public enum Treatment {
    /** They stay. */
    KEEP,
    /** They become pixels without a valid value. */
    INVALIDATE,
    /** They get a value from those around. */
    INTERPOLATE
  }

  @Override
  public boolean needsWholeFrame() {
    return treatment == Treatment.INTERPOLATE;
  }

  @Override
  public boolean needsFlags() {
    return treatment != Treatment.KEEP;
  }

  @Override
  public Corrector begin(LightServices on) {
    return new BadPixelFinder(on.storage(), on.masters(), this);
  }
}

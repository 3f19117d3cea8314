package org.nightbeam.lightcurve;

import java.io.Serializable;
import java.util.List;

/**
 * Settings for light curves.
 *
 * @param targets YAML of the targets; empty for none
 * @param targetsName name of its file, for messages; empty for none
 * @param mostStars brightest stars of a field that are measured
 * @param variables most variable stars that get a curve, where they vary surely
 * @param diameter of the telescope in metres, for scintillation; NaN if not known
 * @param detrend by what curves may be detrended; empty for nothing
 * @param observer code of the observer at the AAVSO; empty for no file of theirs
 * @param exoClock whether to write text files for ExoClock and the ETD
 */
public record CurveSettings(
    String targets,
    String targetsName,
    int mostStars,
    int variables,
    double diameter,
    List<Trend> detrend,
    String observer,
    boolean exoClock)
    implements Serializable {

  /** A quantity against which a curve may be detrended. */
  public enum Trend {
    /** Airmass. */
    AIRMASS,
    /** Width of the stars. */
    FWHM,
    /** Column of the star. */
    X,
    /** Row of the star. */
    Y,
    /** Level of the sky. */
    SKY
  }

  /** The defaults. */
  public static final CurveSettings DEFAULT =
      new CurveSettings("", "", 1000, 10, Double.NaN, List.of(), "", false);

  /** Copies the list. */
  public CurveSettings {
    detrend = List.copyOf(detrend);
  }
}

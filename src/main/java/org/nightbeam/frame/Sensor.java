package org.nightbeam.frame;

import java.io.Serializable;
import org.nightbeam.fits.UnreadableFileException;
import org.nightbeam.reason.ReasonCode;

/**
 * Known properties of a sensor.
 *
 * @param electronsPerAdu gain in e-/ADU; NaN if not known
 * @param readNoise in electrons; NaN if not known
 * @param saturation the ADU from which a pixel is saturated; NaN if not known
 * @param gainKeyword the card that says the gain; empty for none
 * @param saturationKeyword the card that says the saturation; empty for none
 */
public record Sensor(
    double electronsPerAdu,
    double readNoise,
    double saturation,
    String gainKeyword,
    String saturationKeyword)
    implements Serializable {
  /** A sensor of which nothing is known. */
  public static final Sensor UNKNOWN = new Sensor(Double.NaN, Double.NaN, Double.NaN);

  /** Creates a sensor whose values do not come from cards. */
  public Sensor(double electronsPerAdu, double readNoise, double saturation) {
    this(electronsPerAdu, readNoise, saturation, "", "");
  }

  /** Returns the same, with what is not known of it taken from another. */
  public Sensor or(Sensor other) {
    return new Sensor(
        known(electronsPerAdu, other.electronsPerAdu),
        known(readNoise, other.readNoise),
        known(saturation, other.saturation),
        gainKeyword.isEmpty() ? other.gainKeyword : gainKeyword,
        saturationKeyword.isEmpty() ? other.saturationKeyword : saturationKeyword);
  }

  private static double known(double mine, double theirs) {
    return Double.isNaN(mine) ? theirs : mine;
  }

  /** Returns whether gain and read noise are known, from which the noise of pixels follows. */
  public boolean hasNoise() {
    return !Double.isNaN(electronsPerAdu) && !Double.isNaN(readNoise);
  }

  /**
   * Returns the gain in e-/ADU.
   *
   * @param what needs it, for the message
   */
  public double requireElectronsPerAdu(String what) throws UnreadableFileException {
    if (Double.isNaN(electronsPerAdu)) {
      throw new UnreadableFileException(
          ReasonCode.CORRECTION,
          what
              + " needs the gain in e-/ADU, and the header gives none (EGAIN, GAIN);"
              + " say --electronsPerAdu");
    }
    return electronsPerAdu;
  }

  /**
   * Returns the read noise in electrons.
   *
   * @param what needs it, for the message
   */
  public double requireReadNoise(String what) throws UnreadableFileException {
    if (Double.isNaN(readNoise)) {
      throw new UnreadableFileException(
          ReasonCode.CORRECTION,
          what + " needs the read noise, and the header gives none (RDNOISE); say --readNoise");
    }
    return readNoise;
  }
}

package org.nightbeam.calibrate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nightbeam.frame.Sensor;
import org.nightbeam.master.MasterNoise;

/**
 * The standard deviation of the pixels of a calibrated light, {@code C = (S - B - D t) / F}, by
 * first-order error propagation with correlated terms combined. In ADU, with the gain g in e-/ADU
 * and the read noise r in ADU:
 *
 * <ul>
 *   <li>of a raw value of a signal x in ADU, dark current included: {@code max(x, 0) / g + r^2};
 *       where an overscan was subtracted, from it and from the inputs of masters, r^2 is that of
 *       both
 *   <li>of a master: that of one of its inputs, times what its statistic leaves of it (1/n for a
 *       mean of n); what a bias had in its inputs is one and the same bias: where light, dark and
 *       flat were corrected by the same one, its error counts once, with the sum of the signs
 * </ul>
 *
 * <p>So where the exposure of light and dark is the same, the error of the bias cancels out. Where
 * the dark still has its bias in it, nobody knows how much of it is dark current: the photon noise
 * of that is left out then, as that of the bias would be far too much. Levels of flats are taken to
 * be known exactly. Rounding by the camera is left out unless it is in the read noise.
 */
final class Uncertainty {
  private final float inverseGain;
  private final float readVariance;
  private final List<Term> terms = new ArrayList<>();
  private final MasterNoise flat;
  private final boolean biasInDark;
  private float[] variance = new float[0];
  private final float[][] inverseLevels = {new float[0], new float[0]};

  /**
   * A master's own error in {@code C F}, whose weight is {@code constant + ofFlat C / level(F)}:
   * what comes by way of the flat grows with the light.
   */
  private static final class Term {
    private double constant;
    private double ofFlat;
    private double variance; // without that of dark current
    private double varianceOfRate; // times the dark's rate
  }

  /**
   * @param sensor with gain and read noise
   * @param seconds exposure of the light
   * @param overscan variance of the overscan level in units of r^2; 0 for none
   * @param bias null for none
   * @param dark null for none
   * @param flat null for none
   * @param biasInDark whether the dark still has its bias in it
   */
  Uncertainty(
      Sensor sensor,
      double seconds,
      double overscan,
      MasterNoise bias,
      MasterNoise dark,
      MasterNoise flat,
      boolean biasInDark) {
    double r = sensor.readNoise() / sensor.electronsPerAdu();
    this.inverseGain = (float) (1 / sensor.electronsPerAdu());
    this.readVariance = (float) (r * r * (1 + overscan));
    this.flat = flat != null && flat.isKnown() ? flat : null;
    this.biasInDark = biasInDark;
    Map<String, Term> biases = new HashMap<>();
    double biasFactor = bias == null ? 0 : bias.factor();
    if (bias != null) {
      bias(biases, bias.sha256(), biasFactor).constant -= 1;
    }
    Map<String, Term> darks = new HashMap<>();
    if (dark != null && dark.isKnown()) {
      dark(darks, dark.sha256(), dark).constant -= seconds;
      if (dark.bias() != null) {
        bias(biases, dark.bias(), biasFactor).constant += seconds / dark.seconds();
      }
    }
    if (this.flat != null) {
      if (flat.bias() != null) {
        bias(biases, flat.bias(), biasFactor).ofFlat += 1;
      }
      if (flat.dark() != null && dark != null && dark.isKnown()) {
        // Another dark than the light's is taken to be as noisy.
        dark(darks, flat.dark(), dark).ofFlat += flat.seconds();
        if (dark.bias() != null) {
          bias(biases, dark.bias(), biasFactor).ofFlat -= flat.seconds() / dark.seconds();
        }
      }
    }
    terms.addAll(biases.values());
    terms.addAll(darks.values());
    terms.removeIf(term -> !(term.variance > 0));
  }

  private Term bias(Map<String, Term> biases, String hash, double factor) {
    Term term = biases.computeIfAbsent(hash, h -> new Term());
    term.variance = Double.isNaN(factor) ? 0 : factor * readVariance;
    return term;
  }

  private Term dark(Map<String, Term> darks, String hash, MasterNoise noise) {
    Term term = darks.computeIfAbsent(hash, h -> new Term());
    term.variance = noise.factor() * readVariance / (noise.seconds() * noise.seconds());
    term.varianceOfRate = biasInDark ? 0 : noise.factor() * inverseGain / noise.seconds();
    return term;
  }

  /**
   * Computes a row.
   *
   * @param y row
   * @param calibrated {@code [>= width]}, in ADU
   * @param darkCurrent {@code [>= width]}, that of the light, in ADU; null for none
   * @param seconds exposure of the light
   * @param flatField {@code [>= width]}; null for none
   * @param width pixels
   * @param sigma {@code [>= width]}, receives standard deviations in ADU; NaN where the pixel is
   */
  void ofRow(
      int y,
      float[] calibrated,
      float[] darkCurrent,
      double seconds,
      float[] flatField,
      int width,
      float[] sigma) {
    if (variance.length < width) {
      variance = new float[width];
    }
    raw(calibrated, biasInDark ? null : darkCurrent, flatField, width);
    float[] levels = inverseLevels(y, width);
    for (Term term : terms) {
      float rate = (float) (seconds > 0 ? term.varianceOfRate / seconds : 0);
      add(term, calibrated, darkCurrent, rate, levels, width);
    }
    if (flat != null) {
      addFlat(calibrated, flatField, levels, width);
    }
    deviation(variance, flatField, width, sigma);
  }

  private float[] inverseLevels(int y, int width) {
    if (inverseLevels[0].length < width) {
      for (int parity = 0; parity < 2; parity++) {
        inverseLevels[parity] = new float[width];
        for (int x = 0; flat != null && x < width; x++) {
          inverseLevels[parity][x] = (float) flat.inverseLevel(parity, x);
        }
      }
    }
    return inverseLevels[y & 1];
  }

  private void raw(float[] calibrated, float[] darkCurrent, float[] flatField, int width) {
    for (int i = 0; i < width; i++) {
      float signal = flatField == null ? calibrated[i] : calibrated[i] * flatField[i];
      signal = darkCurrent == null ? signal : signal + darkCurrent[i];
      variance[i] = Math.max(signal, 0) * inverseGain + readVariance;
    }
  }

  private void add(
      Term term,
      float[] calibrated,
      float[] darkCurrent,
      float rate,
      float[] inverseLevel,
      int width) {
    float constant = (float) term.constant;
    float ofFlat = (float) term.ofFlat;
    float own = (float) term.variance;
    if (darkCurrent == null || rate == 0) {
      for (int i = 0; i < width; i++) {
        float weight = constant + ofFlat * inverseLevel[i] * calibrated[i];
        variance[i] += weight * weight * own;
      }
    } else {
      for (int i = 0; i < width; i++) {
        float weight = constant + ofFlat * inverseLevel[i] * calibrated[i];
        variance[i] += weight * weight * (own + rate * Math.max(darkCurrent[i], 0));
      }
    }
  }

  /** The noise of the flat's own inputs, of which dark current is a small part and left out. */
  private void addFlat(float[] calibrated, float[] flatField, float[] inverseLevel, int width) {
    float factor = (float) flat.factor();
    for (int i = 0; i < width; i++) {
      float own =
          factor * inverseLevel[i] * (inverseGain * flatField[i] + readVariance * inverseLevel[i]);
      variance[i] += calibrated[i] * calibrated[i] * own;
    }
  }

  private static void deviation(float[] variance, float[] flatField, int width, float[] sigma) {
    for (int i = 0; i < width; i++) {
      sigma[i] = (float) Math.sqrt(variance[i]);
    }
    if (flatField != null) {
      divide(sigma, flatField, width);
    }
  }

  private static void divide(float[] sigma, float[] flatField, int width) {
    for (int i = 0; i < width; i++) {
      sigma[i] /= flatField[i];
    }
  }
}

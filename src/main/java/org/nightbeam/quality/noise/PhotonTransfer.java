package org.nightbeam.quality.noise;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.nightbeam.quality.DigitalStep;
import org.nightbeam.statistics.Spread;

/**
 * Gain and read noise of a camera from pairs of biases and pairs of flats. The noise of a
 * difference of two frames has nothing of what is in both: structure of the bias, differences
 * between pixels, vignetting. What a flat has more of it than a bias is photon noise, whose
 * variance in electrons is the number of electrons; so, of two flats f and two biases b,
 *
 * <pre>
 *   gain       = ((f1 + f2) - (b1 + b2)) / (var(f1 - f2) - var(b1 - b2))   in e-/ADU
 *   read noise = gain * sigma(b1 - b2) / sqrt(2)                           in e-
 * </pre>
 *
 * <p>Source: J. R. Janesick, Scientific Charge-Coupled Devices, SPIE Press 2001, chapter 2. Taken
 * in small boxes, in which light is even, and of all boxes the median; in a box outliers are
 * clipped. The levels of a pair of flats may differ by a factor of up to 1.5: row by row of a box
 * the second is scaled to the first, for which the formula is extended. Noise that all pixels of a
 * row share is therefore no part of the read noise. Not used are boxes with more than 1 % of
 * saturated pixels, or with less photon noise than read noise, and pairs that have less than half
 * of their boxes left.
 *
 * <p>Digitising adds a variance of step^2/12 to each frame. In the gain that of flats and that of
 * biases cancel, from the read noise it is taken off. The step is the largest number of which all
 * values are a multiple (16 for 12 bits in 16); values that are no integers have none. A read noise
 * far below a step cannot be known in this way, and {@link Result#notes} says so.
 */
public final class PhotonTransfer {
  /** The error of a median of normal values in units of that of their mean. */
  private static final double OF_MEDIAN = Math.sqrt(Math.PI / 2);

  /** Steps below which digitised noise is not as large as the sum of both. */
  private static final double RESOLVED = 0.3;

  private static final int ENOUGH_PAIRS_FOR_SCATTER = 3;

  /**
   * Two frames that were taken alike.
   *
   * @param first its boxes
   * @param second boxes of the same places
   */
  public record Pair(PixelBoxes first, PixelBoxes second) {
    /** Refuses frames of different size. */
    public Pair {
      if (first.size() != second.size()) {
        throw new IllegalArgumentException(
            String.format(
                "frames of %d and of %d boxes are no pair; expected one camera configuration",
                first.size(), second.size()));
      }
    }
  }

  /**
   * What was found. Errors are one standard deviation, from the scatter of the boxes and, of three
   * pairs or more, that of the pairs.
   *
   * @param gain in e-/ADU; NaN without a usable pair of flats
   * @param gainError of the gain
   * @param readNoise in ADU, without digitisation; NaN without a usable pair of biases
   * @param readNoiseError of the read noise in ADU
   * @param biasPairs how many pairs of biases were used
   * @param flatPairs how many pairs of flats were used
   * @param boxes how many boxes of flats were used, of all pairs
   * @param step from one digitised value to the next in ADU; 0 if values are no integers
   * @param notes what was not used, and why, for a person to read
   */
  public record Result(
      double gain,
      double gainError,
      double readNoise,
      double readNoiseError,
      int biasPairs,
      int flatPairs,
      int boxes,
      double step,
      List<String> notes) {

    /** Returns the read noise in electrons; NaN if it, or the gain, is not known. */
    public double readNoiseElectrons() {
      return gain * readNoise;
    }

    /** Returns the error of the read noise in electrons. */
    public double readNoiseElectronsError() {
      return Math.hypot(gain * readNoiseError, gainError * readNoise);
    }
  }

  /**
   * A median of boxes or of pairs.
   *
   * @param boxes that it is of
   */
  private record Estimate(double value, double error, int boxes) {
    static final Estimate NONE = new Estimate(Double.NaN, Double.NaN, 0);

    /** Returns the estimate of boxes; NaN is no value. */
    static Estimate ofBoxes(double[] values) {
      double[] finite = Arrays.stream(values).filter(Double::isFinite).toArray();
      Spread spread = Spread.of(finite);
      double error = OF_MEDIAN * spread.scatter() / Math.sqrt(finite.length);
      return new Estimate(spread.level(), error, finite.length);
    }

    static Estimate ofPairs(List<Estimate> pairs) {
      int n = pairs.size();
      if (n == 0) {
        return NONE;
      }
      Spread values = Spread.of(pairs.stream().mapToDouble(Estimate::value).toArray());
      double error = Spread.median(pairs.stream().mapToDouble(Estimate::error).toArray());
      if (n >= ENOUGH_PAIRS_FOR_SCATTER) {
        error = OF_MEDIAN * Math.max(error, values.scatter());
      }
      int boxes = pairs.stream().mapToInt(Estimate::boxes).sum();
      return new Estimate(values.level(), error / Math.sqrt(n), boxes);
    }
  }

  private final List<Pair> biases;
  private final List<Pair> flats;
  private final double saturation;
  private final int step;
  private final List<String> notes = new ArrayList<>();

  private PhotonTransfer(List<Pair> biases, List<Pair> flats, double saturation) {
    this.biases = biases;
    this.flats = flats;
    this.saturation = saturation;
    int size = biases.get(0).first().size();
    if (Stream.concat(biases.stream(), flats.stream())
        .anyMatch(pair -> pair.first().size() != size)) {
      throw new IllegalArgumentException("frames of more than one size or camera configuration");
    }
    this.step =
        DigitalStep.of(
            Stream.concat(biases.stream(), flats.stream())
                .flatMap(pair -> Stream.of(pair.first(), pair.second()))
                .flatMap(boxes -> IntStream.range(0, boxes.size()).mapToObj(boxes::box)));
  }

  /**
   * Measures a camera in one configuration.
   *
   * @param biases pairs of biases, or of frames without light of one short exposure; at least one
   * @param flats pairs of flats, of any filters; without one there is no gain
   * @param saturation the ADU from which a pixel is saturated; NaN if not known
   */
  public static Result measure(List<Pair> biases, List<Pair> flats, double saturation) {
    if (biases.isEmpty()) {
      throw new IllegalArgumentException("there is no pair of biases");
    }
    return new PhotonTransfer(biases, flats, saturation).measure();
  }

  private Result measure() {
    int boxes = biases.get(0).first().size();
    double[][] variances = new double[biases.size()][boxes];
    List<Estimate> ofBiases = new ArrayList<>();
    for (int k = 0; k < biases.size(); k++) {
      for (int box = 0; box < boxes; box++) {
        variances[k][box] = FlatPairBox.biasVariance(biases.get(k), box, step);
      }
      Estimate ofPair = Estimate.ofBoxes(variances[k]);
      if (ofPair.boxes() == 0) {
        notes.add("pair " + (k + 1) + " of biases is not used: it has no valid pixels");
      } else {
        ofBiases.add(ofPair);
      }
    }
    double[] biasVariance = new double[boxes];
    for (int box = 0; box < boxes; box++) {
      int b = box;
      biasVariance[box] =
          Spread.median(
              Arrays.stream(variances)
                  .mapToDouble(ofPair -> ofPair[b])
                  .filter(Double::isFinite)
                  .toArray());
    }
    List<Estimate> ofFlats = new ArrayList<>();
    for (int k = 0; k < flats.size(); k++) {
      Estimate ofPair = aduPerElectron(flats.get(k), k, biasVariance);
      if (ofPair.boxes() > 0) {
        ofFlats.add(ofPair);
      }
    }
    return result(Estimate.ofPairs(ofBiases), ofBiases.size(), ofFlats);
  }

  private Estimate aduPerElectron(Pair pair, int number, double[] biasVariance) {
    double[] found = new double[biasVariance.length];
    int[] refused = new int[FlatPairBox.Refusal.values().length];
    for (int box = 0; box < found.length; box++) {
      FlatPairBox flat = new FlatPairBox(biases.get(0), pair, box, step);
      found[box] = flat.aduPerElectron(biasVariance[box], saturation);
      if (flat.refusal() != null) {
        refused[flat.refusal().ordinal()]++;
      }
    }
    int left = (int) Arrays.stream(found).filter(Double::isFinite).count();
    if (2 * left >= found.length) {
      return Estimate.ofBoxes(found);
    }
    // Half of a frame and less may be what is left of one that is wrong as a whole.
    int most = 0;
    for (int k = 0; k < refused.length; k++) {
      most = refused[k] > refused[most] ? k : most;
    }
    notes.add(
        String.format(
            Locale.ROOT,
            "pair %d of flats is not used: in %d of %d boxes %s",
            number + 1,
            refused[most],
            found.length,
            FlatPairBox.Refusal.values()[most].reason()));
    return Estimate.NONE;
  }

  private Result result(Estimate biasVariance, int biasPairs, List<Estimate> ofFlats) {
    double readNoise = Math.sqrt(Math.max(0, biasVariance.value() - step * step / 12.0));
    double least = RESOLVED * step;
    if (readNoise < least) {
      notes.add(
          String.format(
              Locale.ROOT,
              "the read noise is below %.1f ADU, too small to measure with values in steps of %d",
              least,
              step));
    }
    Estimate inverse = Estimate.ofPairs(ofFlats);
    double gain = 1 / inverse.value();
    return new Result(
        gain,
        inverse.error() * gain * gain,
        readNoise,
        biasVariance.error() / (2 * Math.max(readNoise, least)),
        biasPairs,
        ofFlats.size(),
        inverse.boxes(),
        step,
        List.copyOf(notes));
  }
}

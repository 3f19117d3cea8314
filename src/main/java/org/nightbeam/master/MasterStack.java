package org.nightbeam.master;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.nightbeam.combine.CombineMethod;
import org.nightbeam.combine.CombineSettings;
import org.nightbeam.combine.CombinedVariance;
import org.nightbeam.frame.FrameType;
import org.nightbeam.master.store.MasterReference;
import org.nightbeam.plan.MasterSpec;

/**
 * The inputs of a master.
 *
 * @param spec of the master
 * @param inputs the frames it was combined from, in {@link org.nightbeam.frame.Frame#ORDER}
 * @param sums of the pixels of each, see {@link org.nightbeam.fits.checksum.DataSum}
 * @param needed the masters that its inputs were corrected with
 * @param given how frames are combined, whatever their number
 */
record MasterStack(
    MasterSpec spec,
    List<MasterInput> inputs,
    List<Long> sums,
    List<MasterReference> needed,
    CombineSettings given) {

  /** Returns how these frames were combined. */
  CombineSettings settings() {
    return given.forFrames(inputs.size());
  }

  /** Returns the variance of a combined value, in units of that of one input. */
  double factor() {
    if (given.method() != CombineMethod.WEIGHTED_MEAN) {
      return CombinedVariance.of(given, inputs.size());
    }
    // Weights are inverse variances: their sum is the inverse variance of the mean.
    double sum = inputs.stream().mapToDouble(input -> input.weight(spec.type())).sum();
    double ofOne =
        switch (spec.type()) {
          case BIAS -> 1;
          case FLAT -> level(0, 0);
          default -> {
            double seconds = harmonicMean(input -> input.frame().darkSeconds());
            yield seconds > 0 ? seconds * seconds : 1;
          }
        };
    return ofOne / sum;
  }

  /** Returns the exposure time of the inputs in seconds, their harmonic mean. */
  double seconds() {
    return harmonicMean(input -> input.frame().exposure());
  }

  /** Returns the level of the inputs of a flat at a pixel in ADU, their harmonic mean. */
  double level(int y, int x) {
    return spec.type() == FrameType.FLAT
        ? harmonicMean(input -> input.level().at(y, x))
        : Double.NaN;
  }

  private double harmonicMean(ToDoubleFunction<MasterInput> of) {
    return inputs.size() / inputs.stream().mapToDouble(input -> 1 / of.applyAsDouble(input)).sum();
  }
}

package org.nightbeam.master;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.nightbeam.frame.FrameType;
import org.nightbeam.frame.Sensor;
import org.nightbeam.master.store.MasterReference;
import org.nightbeam.storage.Storage;

/**
 * The standard deviation of the pixels of a master by the propagation of errors: that of one of its
 * inputs, from gain and read noise, times what the statistic leaves of it, and that of the bias
 * that was subtracted from all of them. For a dark that still contains its bias, the noise of the
 * dark current is left out, as nobody knows how much of it that is. Of flats the errors of bias and
 * dark are left out, which are small compared with those of the light. In the unit of the master.
 */
final class MasterUncertainty {
  private final double shot;
  private final double constant;

  /**
   * @param factor variance of a combined value, in units of that of one input
   * @param seconds exposure of the inputs
   * @param level of a flat's inputs in ADU
   * @param biasFactor that of the bias subtracted from the inputs; 0 for none
   * @param biasInIt whether the bias of a dark is still in it
   */
  MasterUncertainty(
      FrameType type,
      Sensor sensor,
      double factor,
      double seconds,
      double level,
      double biasFactor,
      boolean biasInIt) {
    double gain = sensor.electronsPerAdu();
    double read = sensor.readNoise() / gain * sensor.readNoise() / gain;
    if (type == FrameType.BIAS) {
      shot = 0;
      constant = factor * read;
    } else if (type == FrameType.FLAT) {
      shot = factor / (gain * level);
      constant = factor * read / (level * level);
    } else {
      shot = biasInIt ? 0 : factor / (gain * seconds);
      constant = (factor + biasFactor) * read / (seconds * seconds);
    }
  }

  /**
   * Returns that of a master; null if it does not follow from what is known.
   *
   * @param stated what is stated of the sensor, and goes before the header of the inputs
   */
  static MasterUncertainty of(Storage storage, MasterStack stack, Sensor stated)
      throws IOException {
    Sensor sensor = stated.or(stack.inputs().get(0).frame().sensor());
    if (!sensor.hasNoise() || stack.spec().processing().isMaster()) {
      return null;
    }
    double biasFactor = 0;
    boolean biasInIt =
        BiasInDark.staysIn(stack.spec().type(), stack.inputs(), stack.spec().isDebiased());
    for (MasterReference master : stack.needed()) {
      double factor = MasterNoise.read(storage, master).factor();
      biasFactor = master.type() == FrameType.BIAS && !Double.isNaN(factor) ? factor : biasFactor;
    }
    return new MasterUncertainty(
        stack.spec().type(),
        sensor,
        stack.factor(),
        stack.seconds(),
        stack.level(0, 0),
        biasFactor,
        biasInIt);
  }

  /** Returns that of each of some pixels, both float32, big-endian. */
  ByteBuffer of(ByteBuffer pixels) {
    ByteBuffer sigmas = ByteBuffer.allocate(pixels.remaining());
    while (pixels.hasRemaining()) {
      sigmas.putFloat(of(pixels.getFloat()));
    }
    return sigmas.flip();
  }

  /** Returns that of a pixel; NaN where it has no value. */
  float of(float value) {
    return value - value == 0 ? (float) Math.sqrt(Math.max(value, 0) * shot + constant) : Float.NaN;
  }
}

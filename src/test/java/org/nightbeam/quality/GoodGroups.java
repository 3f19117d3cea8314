package org.nightbeam.quality;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.nightbeam.frame.FrameType;

/**
 * Groups of calibration frames as they come from good nights: biases that drift, or jump between
 * two levels, darks of a sensor that cools down, with the glow of an amplifier, flats of twilight,
 * of quiet cameras and noisy ones, of 12 bits in 16, with colour and with overscan.
 */
final class GoodGroups {
  static final int HEIGHT = 72;
  static final int WIDTH = 64;

  /** One group. */
  record Group(FrameType type, MadeUpCamera camera, List<FrameSample> frames, double pedestal) {
    Misfits.Found find() {
      return Misfits.find(type, frames, pedestal);
    }
  }

  private final SplittableRandom random;
  private final MadeUpCamera camera;
  private final FrameType type;
  private final int frames;

  private GoodGroups(FrameType type, int frames, long seed) {
    this.random = new SplittableRandom(seed);
    this.type = type;
    this.frames = frames;
    camera = new MadeUpCamera(HEIGHT, WIDTH, seed + 1);
    camera.biasLevel = logUniform(100, 3000);
    camera.gain = logUniform(0.2, 4);
    camera.readNoise = camera.gain * logUniform(0.6, 15);
    camera.step = random.nextInt(4) == 0 ? 16 : 1;
    if (camera.step > 1) {
      camera.readNoise = Math.max(camera.readNoise, 8 * camera.gain);
    }
  }

  /** A group of so many frames. */
  static Group of(FrameType type, int frames, long seed) {
    GoodGroups groups = new GoodGroups(type, frames, seed);
    return switch (type) {
      case BIAS -> groups.biases();
      case FLAT -> groups.flats();
      default -> groups.darks();
    };
  }

  private double logUniform(double from, double to) {
    return from * Math.exp(random.nextDouble() * Math.log(to / from));
  }

  /** Shifts of the level in ADU: none, a drift, a camera that settles, a jump, a random walk. */
  private double[] shifts() {
    double[] shifts = new double[frames];
    int kind = random.nextInt(5);
    double noise = camera.readNoise / camera.gain;
    double size = (random.nextBoolean() ? 1 : -1) * Math.max(noise, 0.02 * camera.biasLevel);
    int jump = random.nextInt(frames + 1);
    for (int i = 0; i < frames; i++) {
      shifts[i] =
          switch (kind) {
            case 0 -> 0;
            case 1 -> 3 * size * i / frames;
            case 2 -> 2 * size * Math.exp(-i / 1.5);
            case 3 -> i < jump ? 0 : size;
            default -> (i == 0 ? 0 : shifts[i - 1]) + 0.3 * size * random.nextGaussian();
          };
      shifts[i] += 0.1 * noise * random.nextGaussian();
    }
    return shifts;
  }

  private Group biases() {
    List<FrameSample> samples = new ArrayList<>();
    for (double shift : shifts()) {
      samples.add(camera.sample(MadeUpCamera.NONE, shift));
    }
    return new Group(type, camera, samples, Double.NaN);
  }

  private Group darks() {
    camera.corner = 1;
    double current = logUniform(1, 3000) * camera.gain;
    double glow = random.nextInt(3) == 0 ? logUniform(1, 10) : 0;
    double warm = random.nextDouble() * 0.2;
    double[] shifts = shifts();
    List<FrameSample> samples = new ArrayList<>();
    for (int i = 0; i < frames; i++) {
      // A sensor that is not yet cold; one that is, to 0.1 K.
      double factor = 1 + warm * Math.exp(-i / 2.0) + 0.01 * random.nextGaussian();
      MadeUpCamera.Light dark =
          (y, x) -> {
            double hot = random.nextDouble() < 0.002 ? 20 : 1;
            double fromCorner = Math.hypot(y, x) / 30;
            return factor * current * (hot + glow * Math.exp(-fromCorner * fromCorner));
          };
      samples.add(camera.sample(dark, shifts[i] / 3));
    }
    double pedestal = random.nextInt(4) == 0 ? Double.NaN : camera.biasLevel + 1.5;
    return new Group(type, camera, samples, pedestal);
  }

  private Group flats() {
    camera.corner = 0.4 + 0.6 * random.nextDouble();
    if (random.nextInt(3) == 0) {
      camera.channels = new double[] {0.3 + 0.7 * random.nextDouble(), 1, 1, 0.5};
    }
    int overscan = random.nextInt(3) == 0 ? 5 : 0;
    double largest = 60_000 - camera.biasLevel;
    double level = logUniform(0.05, 1) * largest;
    int kind = random.nextInt(3);
    List<FrameSample> samples = new ArrayList<>();
    for (int i = 0; i < frames; i++) {
      double adu =
          switch (kind) {
            case 0 -> level; // a lamp
            case 1 -> level / (1 + 2.0 * i / frames); // fades by a factor of 3
            default -> level * logUniform(1.0 / 3, 1);
          };
      double u = 0.05 * (random.nextDouble() - 0.5);
      double v = 0.05 * (random.nextDouble() - 0.5);
      // Where the chip is brightest its largest value is not reached.
      double electrons = 0.85 * adu * camera.gain;
      samples.add(
          camera.sample(
              (y, x) ->
                  x >= WIDTH - overscan
                      ? 0
                      : electrons * (1 + u * (2.0 * x / WIDTH - 1) + v * (2.0 * y / HEIGHT - 1)),
              0));
    }
    return new Group(type, camera, samples, camera.biasLevel + 1.5);
  }
}

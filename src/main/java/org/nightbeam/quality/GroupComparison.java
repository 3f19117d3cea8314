package org.nightbeam.quality;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.nightbeam.frame.FrameType;
import org.nightbeam.quality.Misfits.Kind;
import org.nightbeam.quality.Misfits.Misfit;
import org.nightbeam.statistics.Spread;

/**
 * Frames of a group that are unlike most of the others, by median and MAD. {@link Misfits} says how
 * far they may differ, and why.
 */
final class GroupComparison {
  private static final double SIGMAS = 10;

  /** Groups of fewer frames have a scatter that says little. */
  private static final int FEW = 6;

  private static final int FEWEST_TO_COMPARE = 3;
  private static final double OF_LEVEL = 0.05;
  private static final double OF_DARK_CURRENT = 0.3;
  private static final double OF_LIGHT = 0.2;

  /** Multiple of the noise of the others that is no read noise. */
  private static final double MOST_NOISE = 3;

  private final FrameType type;
  private final List<FrameSample> frames;
  private final double pedestal;
  private final String plural;

  /**
   * @param pedestal the level without dark current and light in ADU; NaN if not known
   */
  GroupComparison(FrameType type, List<FrameSample> frames, double pedestal) {
    this.type = type;
    this.frames = frames;
    this.pedestal = pedestal;
    this.plural =
        switch (type) {
          case BIAS -> "biases";
          case DARK -> "darks";
          case DARK_FLAT -> "dark flats";
          case FLAT -> "flats";
          default -> throw new IllegalArgumentException("there are no masters of type " + type);
        };
  }

  /** Returns what frames of the type are called. */
  String plural() {
    return plural;
  }

  /**
   * Compares some frames.
   *
   * @param group indices of at least 3 frames
   * @return those that are unlike the others, those of another level first
   */
  List<Misfit> unlikeOthers(int[] group) {
    if (type == FrameType.FLAT) {
      return Double.isNaN(pedestal) ? List.of() : ofOtherShape(group);
    }
    double noise = Spread.median(values(group, i -> frames.get(i).noise()));
    if (!(noise > 0)) {
      return List.of(); // no camera has none: they are made up, and mean what they say
    }
    Spread levels = Spread.of(values(group, this::level));
    double limit = limit(levels, noise, group.length);
    int[] like =
        IntStream.of(group).filter(i -> !(Math.abs(level(i) - levels.level()) > limit)).toArray();
    Spread ofLike = Spread.of(values(like, this::level));
    List<Misfit> unlike = new ArrayList<>();
    for (int i : group) {
      if (Arrays.binarySearch(like, i) < 0) {
        unlike.add(new Misfit(i, Kind.LEVEL, levelReason(level(i), ofLike, like.length)));
      }
    }
    if (like.length >= FEWEST_TO_COMPARE) {
      List<Misfit> structures = ofOtherStructure(like, noise);
      unlike.addAll(structures);
      for (Misfit noisy : ofOtherNoise(like)) {
        if (structures.stream().noneMatch(misfit -> misfit.index() == noisy.index())) {
          unlike.add(noisy);
        }
      }
    }
    return unlike;
  }

  /**
   * Returns what to say of two frames whose levels are far apart; empty if they are not, or of
   * flats.
   */
  String doubtOfTwo(int one, int other) {
    double low = Math.min(level(one), level(other));
    double high = Math.max(level(one), level(other));
    double noise = Math.min(frames.get(one).noise(), frames.get(other).noise());
    return type == FrameType.FLAT || !(high - low > limit(new Spread(low, 0), noise, 2))
        ? ""
        : String.format(
            Locale.ROOT,
            "the levels of the two %s are %s and %s ADU; with only two, it is not clear"
                + " which is right",
            plural,
            Misfits.adu(low),
            Misfits.adu(high));
  }

  /**
   * Returns how far from others a level may be.
   *
   * @param levels of the frames, or of a part of them
   */
  private double limit(Spread levels, double noise, int count) {
    double ofNoise = (count < FEW ? 2 : 1) * SIGMAS * noise;
    double level = levels.level();
    double current = type.isDark() && level > pedestal ? level - pedestal : 0;
    double ofLevel = OF_LEVEL * Math.abs(level) + OF_DARK_CURRENT * current;
    return Math.max(SIGMAS * levels.scatter(), Math.max(ofNoise, ofLevel));
  }

  private String levelReason(double level, Spread others, int count) {
    String guess =
        level < others.level()
            ? "other settings of the camera?"
            : type == FrameType.BIAS ? "light in it?" : "light in it, or a warmer sensor?";
    return String.format(
        Locale.ROOT,
        "level %s ADU, the other %d %s have %s +- %s: %s",
        Misfits.adu(level),
        count,
        plural,
        Misfits.adu(others.level()),
        Misfits.adu(others.scatter()),
        guess);
  }

  private List<Misfit> ofOtherNoise(int[] group) {
    Spread noises = Spread.of(values(group, i -> frames.get(i).noise()));
    double most = Math.max(MOST_NOISE * noises.level(), noises.level() + SIGMAS * noises.scatter());
    List<Misfit> noisy = new ArrayList<>();
    for (int i : group) {
      if (frames.get(i).noise() > most) {
        String reason =
            String.format(
                Locale.ROOT,
                "noise %s ADU per pixel, the other %d %s have %s",
                Misfits.adu(frames.get(i).noise()),
                group.length - 1,
                plural,
                Misfits.adu(noises.level()));
        noisy.add(new Misfit(i, Kind.NOISE, reason));
      }
    }
    return noisy;
  }

  /** Returns each part less the level of its frame. */
  private List<Misfit> ofOtherStructure(int[] group, double noise) {
    double level = Spread.median(values(group, this::level));
    PartDeviations[] deviations = deviations();
    for (int part = 0; part < frames.get(group[0]).parts().size(); part++) {
      int k = part;
      Spread spread = Spread.of(finite(values(group, i -> part(i, k) - level(i))));
      Spread ofPart = new Spread(level + spread.level(), spread.scatter());
      double limit = limit(ofPart, noise, group.length);
      for (int i : group) {
        deviations[i].add(part, part(i, part) - level(i) - spread.level(), limit);
      }
    }
    return structures(group, deviations, 1, " ADU", "a light leak?");
  }

  /** Returns each part in units of the light of its frame. */
  private List<Misfit> ofOtherShape(int[] group) {
    PartDeviations[] deviations = deviations();
    for (int part = 0; part < frames.get(group[0]).parts().size(); part++) {
      int k = part;
      Spread spread = Spread.of(finite(values(group, i -> ofLight(i, k))));
      for (int i : group) {
        double ofNoise = SIGMAS * frames.get(i).noise() / (level(i) - pedestal);
        double limit =
            Math.max(SIGMAS * spread.scatter(), OF_LIGHT * Math.abs(spread.level()) + ofNoise);
        deviations[i].add(part, ofLight(i, part) - spread.level(), limit);
      }
    }
    return structures(group, deviations, 100, " % of its level", "was something in the way?");
  }

  private PartDeviations[] deviations() {
    return frames.stream().map(PartDeviations::new).toArray(PartDeviations[]::new);
  }

  private List<Misfit> structures(
      int[] group, PartDeviations[] deviations, double factor, String unit, String guess) {
    List<Misfit> structures = new ArrayList<>();
    for (int i : group) {
      if (deviations[i].areStructure()) {
        String reason =
            String.format(
                Locale.ROOT,
                "%s than in the other %d %s, relative to the rest of the frame: %s",
                deviations[i].largest(factor, unit),
                group.length - 1,
                plural,
                guess);
        structures.add(new Misfit(i, Kind.STRUCTURE, reason));
      }
    }
    return structures;
  }

  private double level(int i) {
    return frames.get(i).level();
  }

  private double part(int i, int part) {
    return frames.get(i).parts().get(part).level();
  }

  private double ofLight(int i, int part) {
    return (part(i, part) - pedestal) / (level(i) - pedestal);
  }

  private static double[] values(int[] group, IntToDoubleFunction value) {
    return IntStream.of(group).mapToDouble(value).toArray();
  }

  private static double[] finite(double[] values) {
    return Arrays.stream(values).filter(Double::isFinite).toArray();
  }
}

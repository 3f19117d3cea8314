package org.nightbeam.quality;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.nightbeam.frame.FrameType;
import org.nightbeam.quality.FrameSample.Part;

/**
 * Finds frames that do not belong with the others of their master, by their {@link FrameSample}s: a
 * bias or dark with light in it, a saturated flat, one without light, a frame that holds nothing.
 *
 * <p>A good frame that is left out is a loss, and a frame that is a little off is dealt with when
 * pixels are combined: so only what is grossly wrong is a misfit. Frames are compared by median and
 * MAD of the group: biases and darks by their level, their noise, and their structure, which is the
 * level of each part less that of the frame; flats by the light of each part in units of that of
 * the frame, as the levels of twilight differ by any factor. A level may be off by
 *
 * <ul>
 *   <li>10 times the scatter of the frames; or, as that of few or of very even ones may be 0,
 *   <li>10 times the noise of a pixel, 20 times below 6 frames; or
 *   <li>5 % of the level, as biases drift and jump by some per cent, and to that 30 % of the dark
 *       current, which doubles every 5 to 7 K; a part of a flat by 20 % of its light, as twilight
 *       has gradients that turn, and 10 times its noise.
 * </ul>
 *
 * <p>Noise may be 3 times that of the others. Structure must be in three parts of the frame or
 * more, and not in one band of rows alone. Two frames are not compared, as there is no telling
 * which is right, and where more than a third of a group would have to go, it is left as it is:
 * that is no misfit, but a group of two kinds. Both are said in {@link Found#doubt}.
 *
 * <p>What is wrong with a frame by itself needs no others: a flat that is saturated (more than 5 %
 * of its pixels, as in BANZAI), or whose light is less than 5 times the noise of its pixels, so
 * that it would bring more noise than it takes away; a frame without a valid pixel; and one of
 * which three parts or more have one value only, unless most others have that, too. Such a frame is
 * a misfit of any group.
 */
public final class Misfits {
  private static final int FEWEST_TO_COMPARE = 3;
  private static final double MOST_SATURATED = 0.05;
  private static final double LEAST_LIGHT = 5;

  /** Light that is less than this part of the pedestal is near to it. */
  private static final double NEAR_PEDESTAL = 0.2;

  private static final double FEW_COUNTS = 200; // ADU

  /** Largest value of 16 bits, less some for an offset. */
  private static final double LARGEST_VALUE = 65_000;

  /** Number of parts of a frame without any noise that is no accident. */
  private static final int CONSTANT_PARTS = 3;

  /** The fault of a frame. */
  public enum Kind {
    /** It, or much of it, has one value only, or no valid pixel. */
    CONSTANT,
    /** A flat with too many saturated pixels. */
    SATURATED,
    /** A flat without light. */
    NO_LIGHT,
    /** Its level is far from that of the others. */
    LEVEL,
    /** Parts of it are brighter or darker than in the others. */
    STRUCTURE,
    /** It has far more noise than the others. */
    NOISE
  }

  /**
   * A frame that does not belong to its group.
   *
   * @param index of the frame in the group
   * @param kind what is wrong with it
   * @param reason the same in words, with figures
   */
  public record Misfit(int index, Kind kind, String reason) {}

  /**
   * Result for a group.
   *
   * @param misfits in the order of the frames
   * @param doubt a problem to look at for which nothing is left out; empty if there is none
   */
  public record Found(List<Misfit> misfits, String doubt) {}

  private Misfits() {}

  /**
   * Finds the frames of a group that do not belong to it.
   *
   * @param type of all frames
   * @param frames of one camera configuration, in any order; darks of one exposure and about one
   *     temperature, flats of one filter
   * @param pedestal of darks and flats, the level of a frame without dark current and light in ADU,
   *     such as that of the master bias; NaN if not known: then flats are not compared
   */
  public static Found find(FrameType type, List<FrameSample> frames, double pedestal) {
    for (FrameSample frame : frames) {
      FrameSample first = frames.get(0);
      if (frame.width() != first.width() || frame.height() != first.height()) {
        throw new IllegalArgumentException(
            String.format(
                "frames of %d x %d and of %d x %d pixels in one group",
                first.width(), first.height(), frame.width(), frame.height()));
      }
    }
    GroupComparison comparison = new GroupComparison(type, frames, pedestal);
    List<Misfit> misfits = new ArrayList<>(wrongByThemselves(type, frames, pedestal));
    int[] others =
        IntStream.range(0, frames.size())
            .filter(i -> misfits.stream().noneMatch(misfit -> misfit.index() == i))
            .toArray();
    String doubt = "";
    if (others.length >= FEWEST_TO_COMPARE) {
      List<Misfit> unlike = comparison.unlikeOthers(others);
      if (3 * unlike.size() <= others.length) {
        misfits.addAll(unlike);
      } else {
        doubt =
            String.format(
                Locale.ROOT,
                "%d of %d %s are unlike the others, too many to leave them out; one has: %s",
                unlike.size(),
                others.length,
                comparison.plural(),
                unlike.get(0).reason());
      }
    } else if (others.length == 2) {
      doubt = comparison.doubtOfTwo(others[0], others[1]);
    }
    if (doubt.isEmpty() && type == FrameType.FLAT) {
      List<FrameSample> good =
          IntStream.range(0, frames.size())
              .filter(i -> misfits.stream().noneMatch(misfit -> misfit.index() == i))
              .mapToObj(frames::get)
              .toList();
      doubt = good.size() < 2 ? "" : Illumination.doubt(good, pedestal);
    }
    misfits.sort(Comparator.comparingInt(Misfit::index));
    return new Found(List.copyOf(misfits), doubt);
  }

  private static List<Misfit> wrongByThemselves(
      FrameType type, List<FrameSample> frames, double pedestal) {
    // Some cameras give biases that are 0 nearly everywhere: then all are, and all belong.
    long constant = frames.stream().filter(Misfits::hasConstantParts).count();
    boolean othersAreNot = 2 * (constant - 1) < frames.size() - 1;
    List<Misfit> misfits = new ArrayList<>();
    for (int i = 0; i < frames.size(); i++) {
      FrameSample frame = frames.get(i);
      boolean isConstant = hasConstantParts(frame) && othersAreNot;
      if (frame.validPart() == 0) {
        misfits.add(new Misfit(i, Kind.CONSTANT, "none of the pixels looked at has a value"));
      } else if (frame.isConstant() && (isConstant || type == FrameType.FLAT && isFull(frame))) {
        String reason = "every pixel looked at is " + adu(frame.level()) + " ADU";
        misfits.add(new Misfit(i, Kind.CONSTANT, reason));
      } else if (type == FrameType.FLAT
          && !frame.isConstant()
          && frame.saturatedPart() > MOST_SATURATED) {
        misfits.add(new Misfit(i, Kind.SATURATED, saturated(frame)));
      } else if (isConstant) {
        misfits.add(new Misfit(i, Kind.CONSTANT, cutShort(frame)));
      } else if (type == FrameType.FLAT && hasNoLight(frame, pedestal)) {
        misfits.add(new Misfit(i, Kind.NO_LIGHT, noLight(frame, pedestal)));
      }
    }
    return misfits;
  }

  /**
   * Returns whether what is above the pedestal is lost in the noise. Noise of a frame far above it
   * is no noise of the camera, but a flat field that differs much from pixel to pixel.
   */
  private static boolean hasNoLight(FrameSample frame, double pedestal) {
    double light = frame.level() - pedestal;
    return light < LEAST_LIGHT * frame.noise()
        && light < Math.max(NEAR_PEDESTAL * pedestal, FEW_COUNTS);
  }

  /** Returns whether a frame of one value has the largest one that cameras give. */
  private static boolean isFull(FrameSample frame) {
    return frame.level() >= LARGEST_VALUE;
  }

  private static boolean hasConstantParts(FrameSample frame) {
    return frame.parts().stream().filter(Part::constant).count() >= CONSTANT_PARTS;
  }

  private static String cutShort(FrameSample frame) {
    List<Part> constant = frame.parts().stream().filter(Part::constant).toList();
    double value = constant.get(0).level();
    return String.format(
        Locale.ROOT,
        "%d of %d parts of the frame have one value in all pixels, such as %s: was the file"
            + " cut short?",
        constant.size(),
        frame.parts().size(),
        Double.isNaN(value) ? "none" : adu(value) + " ADU");
  }

  private static String saturated(FrameSample frame) {
    return String.format(
        Locale.ROOT,
        "%.0f %% of its pixels are saturated (level %s, largest value %s ADU); expected at most"
            + " %.0f %%",
        100 * frame.saturatedPart(),
        adu(frame.level()),
        adu(frame.highest()),
        100 * MOST_SATURATED);
  }

  private static String noLight(FrameSample frame, double pedestal) {
    return String.format(
        Locale.ROOT,
        "level %s ADU, %s ADU above bias and dark current, with a noise of %s ADU per pixel: too"
            + " little light for a flat; expected %.0f times the noise",
        adu(frame.level()),
        adu(frame.level() - pedestal),
        adu(frame.noise()),
        LEAST_LIGHT);
  }

  /** Returns a value in ADU, with digits enough to tell it from others. */
  static String adu(double value) {
    double size = Math.abs(value);
    return String.format(Locale.ROOT, size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : "%.2f", value);
  }
}

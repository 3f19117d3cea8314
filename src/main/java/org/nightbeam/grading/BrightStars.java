package org.nightbeam.grading;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import org.nightbeam.photometry.MeasuredSource;
import org.nightbeam.photometry.SourceFlag;

/**
 * The brightest stars of a light that are not saturated: what is needed to find the same stars in
 * another one. They travel as a short text, of less than 600 characters.
 *
 * @param packed 8 bytes per star in Base64: place in 1/256 pixel, magnitude in 1/1000
 */
public record BrightStars(String packed) {
  /** No stars. */
  public static final BrightStars NONE = new BrightStars("");

  /** Largest number of stars. */
  static final int MOST = 50;

  private static final int BYTES = 8;
  private static final double STEPS_OF_PIXEL = 256;
  private static final double STEPS_OF_MAGNITUDE = 1000;
  private static final double FAINTEST = 30; // magnitudes; the scale is 65 magnitudes long
  private static final int LARGEST = (1 << 24) - 1;

  private static final double CLEAR = 10; // standard deviations
  private static final int ENOUGH = 10;

  /**
   * A star.
   *
   * @param x column, from 0
   * @param y row, from 0
   * @param magnitude -2.5 log10 of its flux in the unit of the frame
   */
  public record Star(double x, double y, double magnitude) {}

  /**
   * Returns those among the sources of a light.
   *
   * @param longest standard deviation along the long axis that a star may have, in pixels
   */
  static BrightStars of(List<MeasuredSource> sources, double longest) {
    List<MeasuredSource> starLike =
        sources.stream().filter(source -> source.flux() > 0 && source.a() <= longest).toList();
    List<MeasuredSource> stars =
        SourceFlag.unspoilt(starLike, MeasuredSource::flags, ENOUGH).stream()
            .sorted(
                Comparator.comparing((MeasuredSource source) -> -source.flux())
                    .thenComparing(MeasuredSource::y)
                    .thenComparing(MeasuredSource::x))
            .toList();
    List<MeasuredSource> clear =
        stars.stream().filter(star -> star.significance() > CLEAR).toList();
    return pack(
        (clear.size() < ENOUGH ? stars : clear)
            .stream()
                .limit(MOST)
                .map(star -> new Star(star.xWin(), star.yWin(), -2.5 * Math.log10(star.flux())))
                .toList());
  }

  /** Packs stars. */
  static BrightStars pack(List<Star> stars) {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES * stars.size());
    for (Star star : stars) {
      long x = steps(star.x * STEPS_OF_PIXEL, LARGEST);
      long y = steps(star.y * STEPS_OF_PIXEL, LARGEST);
      long magnitude = steps((FAINTEST - star.magnitude) * STEPS_OF_MAGNITUDE, 0xffff);
      bytes.putLong(x << 40 | y << 16 | magnitude);
    }
    return new BrightStars(
        new String(Base64.getEncoder().encode(bytes.array()), StandardCharsets.ISO_8859_1));
  }

  private static long steps(double value, int most) {
    return Math.round(Math.max(0, Math.min(most, value)));
  }

  /** Returns the stars, the brightest first. */
  public List<Star> stars() {
    ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(packed));
    List<Star> stars = new ArrayList<>();
    while (bytes.remaining() >= BYTES) {
      long star = bytes.getLong();
      stars.add(
          new Star(
              (star >>> 40) / STEPS_OF_PIXEL,
              (star >>> 16 & LARGEST) / STEPS_OF_PIXEL,
              FAINTEST - (star & 0xffff) / STEPS_OF_MAGNITUDE));
    }
    return stars;
  }
}

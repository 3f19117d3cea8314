package org.nightbeam.photometry;

import java.util.List;
import java.util.function.ToIntFunction;

/** Flags of a source: the bits of the column {@code flag}, which is 0 for a good source. */
public enum SourceFlag {
  /** A pixel of its largest aperture has no value, or one that means nothing. */
  BAD_PIXEL(1, "bad pixel in the largest aperture"),
  /** Another source is in its footprint, or so near that it shines into the largest aperture. */
  DEBLENDED(2, "another source is near"),
  /** A pixel of it is saturated, by its raw value. */
  SATURATED(4, "saturated by its raw value"),
  /** It touches the edge of the frame. */
  EDGE(8, "touches the edge of the frame"),
  /** A cosmic ray has hit its largest aperture, or it is as narrow as one. */
  COSMIC_RAY(16, "hit by, or as narrow as, a cosmic ray"),
  /** An aperture reaches beyond the frame, and has no flux therefore. */
  INCOMPLETE(32, "an aperture goes beyond the frame");

  /** What makes a source useless for the shape and the light of stars, wherever others are near. */
  private static final int SPOILT = SATURATED.bit | EDGE.bit | BAD_PIXEL.bit | COSMIC_RAY.bit;

  private final int bit;
  private final String meaning;

  SourceFlag(int bit, String meaning) {
    this.bit = bit;
    this.meaning = meaning;
  }

  /** Returns its bit. */
  public int bit() {
    return bit;
  }

  /** Returns whether flags say that a source tells neither the shape nor the light of a star. */
  public static boolean isSpoilt(int flags) {
    return (flags & SPOILT) != 0;
  }

  /**
   * Returns those that are not spoilt. If these are too few, a bad pixel does not count: some
   * sensors have one near every star, which is better than none.
   *
   * @param flags of one of them
   * @param enough of them
   */
  public static <T> List<T> unspoilt(List<T> sources, ToIntFunction<T> flags, int enough) {
    List<T> good = sources.stream().filter(source -> !isSpoilt(flags.applyAsInt(source))).toList();
    return good.size() >= enough
        ? good
        : sources.stream()
            .filter(source -> !isSpoilt(flags.applyAsInt(source) & ~BAD_PIXEL.bit))
            .toList();
  }

  /** Returns what it says, for a person to read. */
  public String meaning() {
    return meaning;
  }
}

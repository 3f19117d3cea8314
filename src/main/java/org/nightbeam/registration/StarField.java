package org.nightbeam.registration;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.nightbeam.photometry.MeasuredFrame;
import org.nightbeam.photometry.MeasuredSource;

/** The stars of a frame, the most useful ones first: the brightest in every part of it. */
public final class StarField {
  /** Bright ones first; ties are broken so that the order of the list does not matter. */
  private static final Comparator<Star> BRIGHTEST =
      Comparator.comparingDouble(Star::flux)
          .reversed()
          .thenComparingDouble(Star::x)
          .thenComparingDouble(Star::y);

  /** A part of the frame gives so many stars before fainter ones of all parts come. */
  private static final int EACH_PART = 2;

  private final int width;
  private final int height;
  private final List<Star> brightest;
  private final StarField red; // null of a monochrome sensor
  private final StarField blue;

  /**
   * @param stars in any order
   * @param width of the frame, in pixels
   * @param height of the frame, in pixels
   */
  public StarField(List<Star> stars, int width, int height) {
    this(sorted(stars), width, height, null, null);
  }

  private StarField(List<Star> brightest, int width, int height, StarField red, StarField blue) {
    this.width = width;
    this.height = height;
    this.brightest = brightest;
    this.red = red;
    this.blue = blue;
  }

  private static List<Star> sorted(List<Star> stars) {
    List<Star> sorted = new ArrayList<>(stars);
    sorted.sort(BRIGHTEST);
    return sorted;
  }

  /**
   * Returns the stars among the sources of a frame. Behind a colour filter array a star is a source
   * in each place of the cell: those of the place that has most of them are taken.
   */
  public static StarField of(MeasuredFrame frame, int width, int height) {
    return of(frame, 0, width, height);
  }

  /**
   * Returns the stars of one colour: those of another have other fluxes, and lie elsewhere by the
   * dispersion of the air.
   *
   * @param cell place in the cell of a colour filter array, from 1; 0 for the one that has most
   */
  public static StarField of(MeasuredFrame frame, int cell, int width, int height) {
    SortedMap<Integer, List<Star>> places = new TreeMap<>();
    for (MeasuredSource source : frame.sources()) {
      if (Star.isOne(source) && (cell == 0 || source.cell() == cell)) {
        places.computeIfAbsent(source.cell(), none -> new ArrayList<>()).add(Star.of(source));
      }
    }
    List<Star> most = List.of();
    for (List<Star> stars : places.values()) {
      most = stars.size() > most.size() ? stars : most;
    }
    return new StarField(most, width, height);
  }

  /**
   * Returns the stars of a frame behind a colour filter array: the green ones, which serve for
   * places, and those of the other colours, which have fluxes of their own.
   *
   * @param pattern colours of the places of the cell, such as {@code RGGB}
   */
  public static StarField of(MeasuredFrame frame, String pattern, int width, int height) {
    StarField green = of(frame, pattern.indexOf('G') + 1, width, height);
    int red = pattern.indexOf('R') + 1;
    int blue = pattern.indexOf('B') + 1;
    return red == 0 || blue == 0
        ? green
        : new StarField(
            green.brightest,
            width,
            height,
            of(frame, red, width, height),
            of(frame, blue, width, height));
  }

  /** Returns the stars in red; null of a monochrome sensor. */
  StarField red() {
    return red;
  }

  /** Returns the stars in blue; null of a monochrome sensor. */
  StarField blue() {
    return blue;
  }

  /** Returns the width of the frame, in pixels. */
  int width() {
    return width;
  }

  /** Returns the height of the frame, in pixels. */
  int height() {
    return height;
  }

  /** Returns how many stars there are. */
  int size() {
    return brightest.size();
  }

  /** Returns whether a place is on the frame. */
  boolean contains(double x, double y) {
    return x >= -0.5 && y >= -0.5 && x < width - 0.5 && y < height - 0.5;
  }

  /**
   * Stars spread over the frame: of its parts, as many squares as give two stars each, the
   * brightest star of each part, brightest first, then the second of each part, and so on. The
   * brightest of the whole frame might all be in one cluster, or in the half that another frame has
   * not.
   *
   * @param most how many
   */
  List<Star> spread(int most) {
    if (brightest.size() <= most) {
      return brightest;
    }
    double side = Math.sqrt((double) width * height * EACH_PART / most);
    int columns = (int) Math.max(1, Math.round(width / side));
    int rows = (int) Math.max(1, Math.round(height / side));
    int[] taken = new int[columns * rows];
    List<List<Star>> byRank = new ArrayList<>();
    for (Star star : brightest) {
      int column = Math.max(0, Math.min(columns - 1, (int) ((star.x() + 0.5) * columns / width)));
      int row = Math.max(0, Math.min(rows - 1, (int) ((star.y() + 0.5) * rows / height)));
      int rank = taken[row * columns + column]++;
      if (rank == byRank.size()) {
        byRank.add(new ArrayList<>());
      }
      byRank.get(rank).add(star);
    }
    List<Star> spread = new ArrayList<>(most);
    for (List<Star> stars : byRank) {
      spread.addAll(stars.subList(0, Math.min(stars.size(), most - spread.size())));
    }
    return spread;
  }
}

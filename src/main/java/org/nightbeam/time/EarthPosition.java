package org.nightbeam.time;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Position of the Earth relative to the barycentre of the solar system: the function eraEpv00 of
 * ERFA without its smallest terms, good to 30 km (0.1 ms of light) in 1964 to 2036 and to 100 km in
 * this century. The terms, their source and its licence are in {@code earth.txt}.
 */
final class EarthPosition {
  private static final double DAYS_PER_YEAR = 365.25;

  /** From the ecliptic to the axes of the ICRS, as eraEpv00 has it. */
  private static final double[][] TO_EQUATOR = {
    {1, 0.000000211284, -0.000000091603},
    {-0.000000230286, 0.917482137087, -0.397776982902},
    {0, 0.397776982902, 0.917482137087}
  };

  /** Created with the first position: reading the terms takes some milliseconds. */
  private static final class Terms {
    private static final List<Term> ALL = read();

    private static List<Term> read() {
      List<Term> terms = new ArrayList<>();
      try (InputStream in = EarthPosition.class.getResourceAsStream("earth.txt");
          BufferedReader lines =
              new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          if (!line.startsWith("#")) {
            terms.add(Term.of(line.split(" ")));
          }
        }
      } catch (IOException impossible) { // it is in the jar
        throw new UncheckedIOException(impossible);
      }
      return terms;
    }
  }

  /** A harmonic of one coordinate. */
  private record Term(int axis, int power, double amplitude, double phase, double frequency) {
    static Term of(String[] words) {
      return new Term(
          "xyz".indexOf(words[0]),
          Integer.parseInt(words[1]),
          Double.parseDouble(words[2]),
          Double.parseDouble(words[3]),
          Double.parseDouble(words[4]));
    }

    double at(double t) {
      double value = amplitude * Math.cos(phase + frequency * t);
      return power == 0 ? value : power == 1 ? value * t : value * t * t;
    }
  }

  private EarthPosition() {}

  /** Returns its coordinates in the ICRS in AU. */
  static double[] at(JulianDate tdb) {
    double t = tdb.days() / DAYS_PER_YEAR;
    double[] ecliptic = new double[3];
    for (Term term : Terms.ALL) {
      ecliptic[term.axis] += term.at(t);
    }
    double[] position = new double[3];
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        position[i] += TO_EQUATOR[i][j] * ecliptic[j];
      }
    }
    return position;
  }
}

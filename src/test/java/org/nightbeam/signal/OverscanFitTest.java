package org.nightbeam.signal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nightbeam.fits.UnreadableFileException;

class OverscanFitTest {
  private static final double NAN = Double.NaN;

  /** Twelve lines that other programs have fitted. */
  private static final double[] TWELVE = {
    935.25, 936.5, 934.75, 937.0, 938.25, 936.0, 939.5, 940.25, 938.75, 941.0, 940.5, 942.25
  };

  // The level of a line.

  @ParameterizedTest
  @CsvSource({"MEAN, 103", "MEDIAN, 101"})
  void lineHasTheMeanOrMedianOfItsOverscan(OverscanStatistic statistic, double level) {
    float[] row = {5000, 100, 102, 110, 100, 5000};

    assertEquals(level, OverscanFit.lineLevel(row, 1, 4, statistic));
  }

  @ParameterizedTest
  @EnumSource(OverscanStatistic.class)
  void pixelsWithoutAValueDoNotCount(OverscanStatistic statistic) {
    float[] row = {Float.NaN, 7, Float.POSITIVE_INFINITY, 9, Float.NEGATIVE_INFINITY};

    assertEquals(8, OverscanFit.lineLevel(row, 0, 5, statistic));
    assertEquals(NAN, OverscanFit.lineLevel(row, 2, 1, statistic));
    assertEquals(NAN, OverscanFit.lineLevel(row, 3, 0, statistic));
  }

  @Test
  void lineLevelLeavesTheRowAsItIs() {
    float[] row = {3, 1, 2};
    OverscanFit.lineLevel(row, 0, 3, OverscanStatistic.MEDIAN);

    assertArrayEquals(new float[] {3, 1, 2}, row);
  }

  @Test
  void meanOfALineIsNotRoundedToSinglePrecision() {
    float[] row = {65535, 65535, 65534};

    assertEquals(65534 + 2.0 / 3, OverscanFit.lineLevel(row, 0, 3, OverscanStatistic.MEAN), 1e-11);
  }

  // What other programs have computed.

  /** numpy 1.24: {@code Chebyshev.fit(x, y, 3)}; ccdproc 2.4 with {@code Chebyshev1D(3)}. */
  @ParameterizedTest
  @EnumSource(names = {"CHEBYSHEV", "LEGENDRE"})
  void polynomialOfFourTermsIsThatOfNumpyAndCcdproc(OverscanFunction function) throws Exception {
    double[] numpy = {
      935.3452380952, 935.6866466866, 936.1209623710, 936.6338106338,
      937.2108169608, 937.8376068376, 938.4998057498, 939.1830391830,
      939.8729326229, 940.5551115551, 941.2152014652, 941.8388278388
    };

    assertArrayEquals(numpy, levels(TWELVE, unclipped(function, 4)), 1e-9);
  }

  /** numpy 1.24: {@code Chebyshev.fit(x[m], y[m], 2, domain=[0, 11])}, without lines 5 and 10. */
  @Test
  void polynomialWithGapsIsThatOfNumpy() throws Exception {
    double[] numpy = {
      935.2489573820, 935.6299162861, 936.0562100457, 936.5278386606,
      937.0448021309, 937.6071004566, 938.2147336377, 938.8677016743,
      939.5660045662, 940.3096423135, 941.0986149163, 941.9329223744
    };

    assertArrayEquals(
        numpy, levels(withGaps(TWELVE, 4, 9), unclipped(OverscanFunction.CHEBYSHEV, 3)), 1e-9);
  }

  /** scipy 1.10: {@code LSQUnivariateSpline(x, y, [11/3, 22/3], k=3)}. */
  @Test
  void cubicSplineOfThreePiecesIsThatOfScipy() throws Exception {
    double[] scipy = {
      935.4380886251, 935.7104605728, 936.0166928587, 936.4452024243,
      937.0827460407, 937.9164702642, 938.7791258180, 939.4901820636,
      939.8990690874, 940.2035104075, 940.8259349811, 942.1925168565
    };

    assertArrayEquals(scipy, levels(TWELVE, unclipped(OverscanFunction.SPLINE3, 3)), 1e-9);
  }

  /** The same without lines 5 and 10, which get a level nevertheless. */
  @Test
  void cubicSplineWithGapsIsThatOfScipy() throws Exception {
    double[] scipy = {
      935.3503726323, 935.9718993424, 935.9210829996, 935.8007735146,
      936.2067159593, 937.3083651050, 938.6144257573, 939.5767640147,
      939.7276900608, 939.5346765686, 940.0685268491, 942.4100997241
    };

    assertArrayEquals(
        scipy, levels(withGaps(TWELVE, 4, 9), unclipped(OverscanFunction.SPLINE3, 3)), 1e-9);
  }

  /** scipy 1.10: {@code LSQUnivariateSpline(x, y, [11/4, 22/4, 33/4], k=1)}. */
  @Test
  void linearSplineOfFourPiecesIsThatOfScipy() throws Exception {
    double[] scipy = {
      935.3908282024, 935.7210287985, 936.0512293946, 936.4855386779,
      937.2321740226, 937.9788093673, 938.6284167399, 939.1809961406,
      939.7335755412, 940.4406120972, 941.1991343716, 941.9576566461
    };

    assertArrayEquals(scipy, levels(TWELVE, unclipped(OverscanFunction.SPLINE1, 4)), 1e-9);
  }

  // One level, and each line's own.

  @ParameterizedTest
  @CsvSource({"MEAN, 12", "MEDIAN, 10.5"})
  void constantIsTheMeanOrMedianOfTheLines(OverscanStatistic statistic, double level)
      throws Exception {
    OverscanSettings settings =
        new OverscanSettings(statistic, OverscanFunction.CONSTANT, 1, 0, 0, 0, 0);

    assertArrayEquals(
        new double[] {level, level, level, level, level},
        levels(new double[] {10, NAN, 17, 10, 11}, settings));
  }

  @Test
  void polynomialOfOneTermIsTheMean() throws Exception {
    double[] levels = levels(new double[] {10, NAN, 17, 10, 11}, unclipped(LEGENDRE, 1));

    assertArrayEquals(new double[] {12, 12, 12, 12, 12}, levels, 1e-12);
  }

  @Test
  void withoutAFitEachLineHasItsOwnLevelAndGapsAreBridged() throws Exception {
    assertArrayEquals(
        new double[] {4, 4, 5, 6, 7, 3, 3},
        levels(
            new double[] {NAN, 4, NAN, NAN, 7, 3, Double.POSITIVE_INFINITY},
            unclipped(OverscanFunction.EACH_LINE, 1)),
        1e-12);
  }

  @Test
  void withoutAFitNothingIsRejected() throws Exception {
    OverscanSettings settings =
        new OverscanSettings(
            OverscanStatistic.MEAN, OverscanFunction.EACH_LINE, 1, 0.1, 0.1, 10, 5);

    assertArrayEquals(TWELVE, levels(TWELVE, settings));
  }

  // Laws of least squares.

  static List<OverscanSettings> unclippedFits() {
    return List.of(
        unclipped(OverscanFunction.CONSTANT, 1),
        unclipped(OverscanFunction.LEGENDRE, 1),
        unclipped(OverscanFunction.LEGENDRE, 7),
        unclipped(OverscanFunction.CHEBYSHEV, 2),
        unclipped(OverscanFunction.CHEBYSHEV, 20),
        unclipped(OverscanFunction.SPLINE1, 1),
        unclipped(OverscanFunction.SPLINE1, 12),
        unclipped(OverscanFunction.SPLINE3, 1),
        unclipped(OverscanFunction.SPLINE3, 10));
  }

  static List<OverscanSettings> fits() {
    List<OverscanSettings> all = new ArrayList<>(unclippedFits());
    all.add(clipped(OverscanFunction.CONSTANT, 1));
    all.add(clipped(OverscanFunction.LEGENDRE, 7));
    all.add(clipped(OverscanFunction.SPLINE1, 12));
    all.add(clipped(OverscanFunction.SPLINE3, 10));
    return all;
  }

  @ParameterizedTest
  @MethodSource("fits")
  void addedConstantIsAddedToTheLevels(OverscanSettings settings) throws Exception {
    double[] lines = noisy(301, 1);

    assertArrayEquals(
        Arrays.stream(levels(lines, settings)).map(level -> level + 31415).toArray(),
        levels(Arrays.stream(lines).map(line -> line + 31415).toArray(), settings),
        1e-8);
  }

  @ParameterizedTest
  @MethodSource("fits")
  void linesInReverseHaveTheLevelsInReverse(OverscanSettings settings) throws Exception {
    double[] lines = noisy(301, 2);

    assertArrayEquals(reversed(levels(lines, settings)), levels(reversed(lines), settings), 1e-8);
  }

  @ParameterizedTest
  @MethodSource("fits")
  void fitOfTheFitIsTheFit(OverscanSettings settings) throws Exception {
    double[] levels = levels(noisy(301, 3), settings);

    assertArrayEquals(
        levels, levels(levels, unclipped(settings.function(), settings.order())), 1e-8);
  }

  @ParameterizedTest
  @MethodSource("unclippedFits")
  void meanOfTheLevelsIsThatOfTheLines(OverscanSettings settings) throws Exception {
    double[] lines = noisy(301, 4);

    assertEquals(Arrays.stream(lines).sum(), Arrays.stream(levels(lines, settings)).sum(), 1e-6);
  }

  /** The trace of the matrix that makes levels of lines: the number of free parameters. */
  @ParameterizedTest
  @CsvSource({
    "CONSTANT, 1, 1",
    "LEGENDRE, 6, 6",
    "CHEBYSHEV, 15, 15",
    "SPLINE1, 9, 10",
    "SPLINE3, 10, 13"
  })
  void fitHasAsManyParametersAsItShould(OverscanFunction function, int order, int parameters)
      throws Exception {
    double trace = 0;
    for (int i = 0; i < 80; i++) {
      double[] unit = new double[80];
      unit[i] = 1;
      trace += levels(unit, unclipped(function, order))[i];
    }
    assertEquals(parameters, trace, 1e-10);
  }

  @ParameterizedTest
  @CsvSource({"LEGENDRE, 4", "CHEBYSHEV, 4", "CHEBYSHEV, 30", "SPLINE3, 1", "SPLINE3, 37"})
  void cubicIsReproducedThroughGaps(OverscanFunction function, int order) throws Exception {
    double[] cubic = lines(400, i -> 900 + 0.3 * i - 4e-3 * i * i + 1e-5 * i * i * i);
    double[] holes = withGaps(cubic, 7, 8, 9, 100, 399 / 2);

    assertArrayEquals(cubic, levels(holes, unclipped(function, order)), 1e-7);
  }

  @ParameterizedTest
  @EnumSource(names = {"LEGENDRE", "CHEBYSHEV"})
  void fiftyTermsStayExact(OverscanFunction function) throws Exception {
    double[] wave = lines(4096, i -> 1000 + 5 * Math.cos(i / 150.0));

    assertArrayEquals(wave, levels(wave, unclipped(function, 50)), 1e-8);
  }

  /** The worst case: evenly spaced lines, and as many terms. */
  @Test
  void polynomialThroughFiftyLinesMeetsThem() throws Exception {
    double[] lines = noisy(50, 10);

    assertArrayEquals(lines, levels(lines, unclipped(LEGENDRE, 50)), 1e-3);
    assertArrayEquals(lines, levels(lines, unclipped(OverscanFunction.CHEBYSHEV, 50)), 1e-3);
  }

  @Test
  void asManyLinesAsFunctionsAreMetExactly() throws Exception {
    double[] lines = Arrays.copyOf(TWELVE, 8);

    assertArrayEquals(lines, levels(lines, unclipped(LEGENDRE, 8)), 1e-8);
    assertArrayEquals(lines, levels(lines, unclipped(OverscanFunction.SPLINE3, 5)), 1e-8);
    assertArrayEquals(new double[] {5}, levels(new double[] {5}, unclipped(LEGENDRE, 1)), 1e-12);
  }

  // Lines that take no part.

  @ParameterizedTest
  @MethodSource("fits")
  void linesOutsideOfTheRangeTakeNoPartAndGetTheNearestLevel(OverscanSettings settings)
      throws Exception {
    double[] lines = noisy(301, 5);
    double[] inside = levels(Arrays.copyOfRange(lines, 40, 290), settings);
    double[] spoilt = lines.clone();
    Arrays.fill(spoilt, 0, 40, 60000);
    Arrays.fill(spoilt, 290, 301, NAN);

    double[] levels = OverscanFit.levels(spoilt, 40, 250, settings);

    assertArrayEquals(inside, Arrays.copyOfRange(levels, 40, 290));
    for (int i = 0; i < 301; i++) {
      assertEquals(inside[Math.max(0, Math.min(249, i - 40))], levels[i]);
    }
  }

  @Test
  void endsWithoutALevelAreNotExtrapolated() throws Exception {
    double[] steep = lines(100, i -> i < 30 || i >= 70 ? NAN : i * i);

    double[] levels = levels(steep, unclipped(LEGENDRE, 3));

    assertEquals(900, levels[0], 1e-8);
    assertEquals(2500, levels[50], 1e-8);
    assertEquals(69 * 69, levels[99], 1e-8);
  }

  @Test
  void givenLevelsAreLeftAsTheyAre() throws Exception {
    double[] lines = noisy(50, 6);
    double[] copy = lines.clone();
    levels(lines, clipped(OverscanFunction.SPLINE3, 3));

    assertArrayEquals(copy, lines);
  }

  // Rejection.

  /** Mean 101, standard deviation 3: the outlier lies 9 above, just as far as 3 allow. */
  @ParameterizedTest
  @CsvSource({"3, 101", "2.999, 100"})
  void lineIsRejectedBeyondTheLimitNotOnIt(double highReject, double level) throws Exception {
    double[] lines = {100, 100, 100, 110, 100, 100, 100, 100, 100, 100};

    assertEquals(level, constant(lines, 3, highReject, 1, 0), 1e-12);
  }

  @ParameterizedTest
  @CsvSource({"2, 2, 100", "2, 0, 100.8", "0, 2, 99.2", "0, 0, 100"})
  void zeroIsNoLimitOnThatSide(double lowReject, double highReject, double level) throws Exception {
    // One outlier of 8.8 among the 11 lines that are left, or none, or both.
    double[] lines = {100, 100, 91.2, 100, 100, 108.8, 100, 100, 100, 100, 100, 100};

    assertEquals(level, constant(lines, lowReject, highReject, 1, 0), 1e-12);
  }

  /** The outlier of 684 hides that of 20 in the first pass; the mean of all is 1804 / 11. */
  @ParameterizedTest
  @CsvSource({"0, 164", "1, 102", "2, 100", "9, 100"})
  void eachPassRejectsWhatTheLastHasUncovered(int iterations, double level) throws Exception {
    double[] lines = {100, 100, 120, 100, 100, 100, 100, 100, 100, 100, 784};

    assertEquals(level, constant(lines, 2.5, 2.5, iterations, 0), 1e-12);
  }

  @Test
  void ofFewerThanFiveLinesNoneIsRejected() throws Exception {
    assertEquals(125, constant(new double[] {100, 100, 200, 100}, 1, 1, 5, 0), 1e-12);
    assertEquals(100, constant(new double[] {100, 100, 200, 100, 100}, 1, 1, 1, 0), 1e-12);
  }

  @ParameterizedTest
  @CsvSource({"0, 2.5", "1, 1.4285714285714286", "2, 0"})
  void neighboursOfARejectedLineAreRejectedWithIt(int grow, double level) throws Exception {
    // Without the outlier four of 16 lines have 10; two of 14; none of 12.
    double[] lines = {0, 0, 0, 10, 10, 1000, 10, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0};

    assertEquals(level, constant(lines, 3, 3, 1, grow), 1e-12);
  }

  /** IRAF goes on behind the neighbours: the second outlier has none rejected. */
  @Test
  void lineRejectedAsANeighbourHasNoNeighboursRejected() throws Exception {
    double[] lines = new double[40];
    lines[10] = 1000;
    lines[11] = 1000;
    lines[12] = 36;
    lines[9] = 50;

    // Of 40 lines 9, 10 and 11 are rejected, 12 is not.
    assertEquals(36.0 / 37, constant(lines, 3, 3, 1, 1), 1e-12);
  }

  @ParameterizedTest
  @EnumSource(names = {"CONSTANT", "LEGENDRE", "CHEBYSHEV", "SPLINE1", "SPLINE3"})
  void outliersLeaveNoTrace(OverscanFunction function) throws Exception {
    double[] lines = noisy(400, 7);
    double[] hit = lines.clone();
    double[] holes = lines.clone();
    for (int i : new int[] {3, 120, 121, 250, 390}) {
      hit[i] += 500;
      holes[i] = NAN;
    }
    OverscanSettings once = new OverscanSettings(OverscanStatistic.MEAN, function, 4, 6, 6, 1, 0);

    assertArrayEquals(levels(holes, unclipped(function, 4)), levels(hit, once), 1e-9);
  }

  @Test
  void medianConstantIsRejectedAroundToo() throws Exception {
    OverscanSettings settings =
        new OverscanSettings(OverscanStatistic.MEDIAN, OverscanFunction.CONSTANT, 1, 3, 3, 1, 0);
    double[] lines = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 1000};

    // The median of twelve is 6.5, that of eleven 6.
    assertEquals(6, levels(lines, settings)[0]);
  }

  // Noise.

  /** Of a noise of 2 ADU, the mean square that a fit lets through is 4 * 13 / 2000. */
  @Test
  void noiseIsSmoothedAsTheNumberOfParametersSays() throws Exception {
    Random random = new Random(8);
    double squares = 0;
    for (int frame = 0; frame < 50; frame++) {
      double[] lines = lines(2000, i -> 2 * random.nextGaussian());
      for (double level : levels(lines, unclipped(OverscanFunction.SPLINE3, 10))) {
        squares += level * level;
      }
    }
    // 650 squares of a normal variable: their relative deviation is sqrt(2 / 650).
    assertEquals(1, squares / (50 * 4 * 13), 5 * Math.sqrt(2.0 / 650));
  }

  // Anything.

  @Test
  void everyLevelIsFiniteOrTheOverscanIsRefused() {
    Random random = new Random(9);
    double[] odd = {NAN, Double.POSITIVE_INFINITY, Float.MAX_VALUE, -Float.MAX_VALUE, 0, 65535};
    int refused = 0;
    for (int i = 0; i < 5000; i++) {
      double oddPart = random.nextInt(3) * 0.4;
      double[] lines =
          lines(
              1 + random.nextInt(60),
              line ->
                  random.nextDouble() < oddPart
                      ? odd[random.nextInt(odd.length)]
                      : 1000 + random.nextGaussian());
      int from = random.nextInt(lines.length);
      int length = random.nextInt(lines.length - from + 1);
      OverscanFunction[] functions = OverscanFunction.values();
      OverscanSettings settings =
          new OverscanSettings(
              random.nextBoolean() ? OverscanStatistic.MEAN : OverscanStatistic.MEDIAN,
              functions[random.nextInt(functions.length)],
              1 + random.nextInt(random.nextBoolean() ? 4 : 50),
              random.nextInt(4),
              random.nextInt(4),
              random.nextInt(4),
              random.nextInt(3));
      try {
        double[] levels = OverscanFit.levels(lines, from, length, settings);
        assertEquals(lines.length, levels.length);
        for (double level : levels) {
          assertTrue(Double.isFinite(level), settings + " " + Arrays.toString(lines));
        }
      } catch (UnreadableFileException tooFew) {
        refused++;
      }
    }
    assertTrue(refused > 500 && refused < 4500, refused + " refused");
  }

  // What cannot be fitted.

  @Test
  void noLineAtAllIsRefused() {
    assertRefused(
        "none of the lines 3 to 4 has an overscan pixel with a value",
        new double[] {1, 2, NAN, NAN, 5},
        2,
        2,
        OverscanSettings.DEFAULTS);
    assertRefused(
        "none of the lines", new double[] {NAN}, 0, 1, unclipped(OverscanFunction.EACH_LINE, 1));
  }

  @ParameterizedTest
  @CsvSource({"LEGENDRE, 12, 12", "CHEBYSHEV, 50, 50", "SPLINE1, 11, 12", "SPLINE3, 9, 12"})
  void tooFewLinesForTheOrderAreRefused(OverscanFunction function, int order, int needed) {
    assertRefused(
        "11 lines have an overscan level: "
            + function
            + " of order "
            + order
            + " needs "
            + needed
            + "; lower the order",
        withGaps(TWELVE, 5),
        0,
        12,
        unclipped(function, order));
  }

  @Test
  void gapAsWideAsFourPiecesIsRefused() {
    double[] lines = lines(101, i -> i >= 30 && i <= 70 ? NAN : 900);

    assertRefused(
        "60 lines have an overscan level: lines 31 to 71 have too few for SPLINE3 of order 10",
        lines,
        0,
        101,
        unclipped(OverscanFunction.SPLINE3, 10));
  }

  @Test
  void tooManyRejectionsAreRefused() {
    double[] lines = lines(20, i -> i % 2 == 0 ? 1 : -1);

    assertRefused(
        "20 lines have an overscan level, of which 20 were rejected: none is left; raise the limits",
        lines,
        0,
        20,
        new OverscanSettings(OverscanStatistic.MEAN, OverscanFunction.CONSTANT, 1, 0.5, 0.5, 1, 0));
    assertRefused(
        "of which 20 were rejected: LEGENDRE of order 2 needs 2; raise the limits",
        lines,
        0,
        20,
        new OverscanSettings(OverscanStatistic.MEAN, OverscanFunction.LEGENDRE, 2, 0.5, 0.5, 1, 0));
  }

  private static final OverscanFunction LEGENDRE = OverscanFunction.LEGENDRE;

  private static void assertRefused(
      String message, double[] lines, int from, int length, OverscanSettings settings) {
    UnreadableFileException refusal =
        assertThrows(
            UnreadableFileException.class, () -> OverscanFit.levels(lines, from, length, settings));
    assertTrue(refusal.getMessage().contains(message), refusal.getMessage());
  }

  private static double constant(
      double[] lines, double lowReject, double highReject, int iterations, int grow)
      throws UnreadableFileException {
    return levels(
        lines,
        new OverscanSettings(
            OverscanStatistic.MEAN,
            OverscanFunction.CONSTANT,
            1,
            lowReject,
            highReject,
            iterations,
            grow))[0];
  }

  private static OverscanSettings unclipped(OverscanFunction function, int order) {
    return new OverscanSettings(OverscanStatistic.MEAN, function, order, 0, 0, 0, 0);
  }

  private static OverscanSettings clipped(OverscanFunction function, int order) {
    return new OverscanSettings(OverscanStatistic.MEAN, function, order, 2.5, 2.5, 3, 0);
  }

  private static double[] lines(int count, IntToDoubleFunction level) {
    return IntStream.range(0, count).mapToDouble(level).toArray();
  }

  /** A level that drifts, with noise. */
  private static double[] noisy(int count, long seed) {
    Random random = new Random(seed);
    return lines(count, i -> 900 + 3 * Math.sin(i / 60.0) + random.nextGaussian());
  }

  private static double[] withGaps(double[] lines, int... gaps) {
    double[] with = lines.clone();
    for (int gap : gaps) {
      with[gap] = NAN;
    }
    return with;
  }

  private static double[] reversed(double[] lines) {
    return lines(lines.length, i -> lines[lines.length - 1 - i]);
  }

  /** The levels to subtract, with all lines in the fit. */
  private static double[] levels(double[] perLine, OverscanSettings settings)
      throws UnreadableFileException {
    return OverscanFit.levels(perLine, 0, perLine.length, settings);
  }
}

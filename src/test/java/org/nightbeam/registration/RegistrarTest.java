package org.nightbeam.registration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegistrarTest {
  private static final int WIDTH = FramePairs.WIDTH;
  private static final int HEIGHT = FramePairs.HEIGHT;

  /** {@code -Dtrials=10000} for as many. */
  private static final int TRIALS = Integer.getInteger("trials", 200);

  private static Registration register(FramePairs.Pair pair) {
    return new Registrar(pair.reference()).register(pair.frame());
  }

  /**
   * Eight stars in common, eight more on either frame where the other does not reach, and 24 of 40
   * detections false: turned by any angle, mirrored every other time.
   */
  @Test
  void eightStarsOfFortyInHalfTheField() {
    int found = 0;
    for (int seed = 0; seed < TRIALS; seed++) {
      FramePairs pairs = new FramePairs(seed, 0.1);
      FramePairs.Pair pair = pairs.make(pairs.anyWithHalfTheField(), 8, 8, 24);
      Registration registration = register(pair);
      if (registration.isFound()) {
        found++;
        assertTrue(
            pair.worst(registration.transform()) < 1.5, "wrong: " + seed + " " + registration);
      }
    }
    assertTrue(found >= 0.999 * TRIALS, found + " of " + TRIALS);
  }

  /** A centroid may lie beyond the edge by some pixels, on any side. */
  @Test
  void starsBeyondTheEdgeAreNoHindrance() {
    FramePairs pairs = new FramePairs(1, 0.1);
    FramePairs.Pair pair = pairs.make(Transform.IDENTITY, 40, 0, 0);
    double[][] beyond = {
      {-7, 100}, {WIDTH + 7, 100}, {100, -7}, {100, HEIGHT + 7}, {-9, -9}, {WIDTH + 9, HEIGHT + 9}
    };
    List<Star> stars = new ArrayList<>(pair.reference().spread(Integer.MAX_VALUE));
    for (double[] place : beyond) {
      stars.add(new Star(place[0], place[1], 1e6, 0.1));
    }
    Registration registration =
        new Registrar(new StarField(stars, WIDTH, HEIGHT)).register(pair.frame());
    assertTrue(registration.isFound(), () -> registration.toString());
    assertTrue(pair.worst(registration.transform()) < 1.5);
  }

  /** Partners beyond the edge, and more stars than are compared: both counts are of the same. */
  @Test
  void noMoreStarsMatchThanThereAre() {
    Random random = new Random(4);
    List<Star> stars = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      stars.add(new Star(WIDTH * random.nextDouble(), HEIGHT * random.nextDouble(), 1e4, 0.1));
    }
    stars.add(new Star(-0.7, 100, 1e4, 0.1));
    StarField field = new StarField(stars, WIDTH, HEIGHT);
    Registration on = new Registrar(field).register(field);
    assertEquals(61, on.matched());
    assertEquals(61, on.stars());
    for (int i = 0; i < 2000; i++) {
      stars.add(new Star(WIDTH * random.nextDouble(), HEIGHT * random.nextDouble(), 1e3, 0.1));
    }
    field = new StarField(stars, WIDTH, HEIGHT);
    assertEquals(800, new Registrar(field).register(field).stars());
    assertEquals(800, Placement.ofReference("m31", null, field.size()).stars());
  }

  /** Millions of triangles have one turn and scale where each star is there several times. */
  @Test
  void starsThatAreThereSeveralTimesAreNoHindrance() {
    Random random = new Random(4);
    List<Star> stars = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      Star star = new Star(WIDTH * random.nextDouble(), HEIGHT * random.nextDouble(), 1e4 + i, 0.1);
      stars.addAll(Collections.nCopies(4, star));
    }
    StarField field = new StarField(stars, WIDTH, HEIGHT);
    Registration on = new Registrar(field).register(field);
    assertTrue(on.isFound(), on.toString());
    assertEquals(17, on.transform().x(17, 30), 0.5);
  }

  @Test
  void framesOfDifferentSkiesAreNotRegistered() {
    for (int seed = 0; seed < TRIALS / 2; seed++) {
      FramePairs pairs = new FramePairs(seed, 0.1);
      FramePairs.Pair pair = pairs.make(Transform.IDENTITY, 0, 0, 5 + seed % 50);
      Registration registration = register(pair);
      assertFalse(registration.isFound(), () -> registration.toString());
      assertTrue(registration.logChance() > -6);
      assertFalse(registration.failure().isEmpty());
    }
  }

  /** Two clusters have many stars near any place: they agree by chance as even fields do not. */
  @Test
  void clustersOfDifferentSkiesAreNotRegistered() {
    for (int seed = 0; seed < TRIALS / 20; seed++) {
      Random random = new Random(seed);
      List<List<Star>> frames = List.of(new ArrayList<>(), new ArrayList<>());
      for (List<Star> stars : frames) {
        for (int k = 0; k < 300; k++) {
          double spread = 10 + 120 * random.nextDouble();
          stars.add(
              new Star(
                  500 + spread * random.nextGaussian(),
                  400 + spread * random.nextGaussian(),
                  random.nextDouble(),
                  0.1));
        }
      }
      Registration registration =
          new Registrar(new StarField(frames.get(0), WIDTH, HEIGHT))
              .register(new StarField(frames.get(1), WIDTH, HEIGHT));
      assertFalse(registration.isFound(), () -> registration.toString());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, false, 0, 0",
    "0, 1, false, 272.3, -62.8",
    "180, 1, false, 12.1, -3.4",
    "90, 1, true, 3, 100",
    "33.3, 0.5, false, 20, 30",
    "-120, 2.1, true, -40, 10"
  })
  void shiftsTurnsMirrorsAndScales(
      double degrees, double scale, boolean mirrored, double dx, double dy) {
    Transform truth = FramePairs.about(degrees, scale, mirrored, dx, dy);
    FramePairs.Pair pair = new FramePairs(5, 0.05).make(truth, 60, 0, 20);
    Registration found = register(pair);
    assertTrue(found.isFound(), found.failure());
    assertEquals(Model.SIMILARITY, found.model());
    assertTrue(pair.worst(found.transform()) < 0.06, found.toString());
    assertTrue(found.matched() >= 58 && found.matched() <= 64, found.toString());
    assertEquals(scale, found.transform().scale(), 1e-3);
    assertEquals(mirrored, found.transform().isMirrored());
    assertEquals(0, Math.IEEEremainder(degrees - found.transform().rotation(), 360), 0.02);
  }

  /** The law: {@code sqrt(2) sigma / sqrt(n)} a coordinate, in the middle of the stars. */
  @Test
  void theTransformIsAsGoodAsTheCentroidsAllow() {
    double error = 0.08;
    int stars = 40;
    int trials = 200;
    double squares = 0;
    double excess = 0;
    double rms = 0;
    for (int seed = 0; seed < trials; seed++) {
      FramePairs.Pair pair =
          new FramePairs(seed, error)
              .make(FramePairs.about(0.3, 1, false, 3.3, -4.4), stars, 0, 10);
      Registration found = register(pair);
      assertTrue(found.isFound(), found.failure());
      double x = WIDTH / 2.0;
      double y = HEIGHT / 2.0;
      double dx = found.transform().x(x, y) - pair.truth().x(x, y);
      double dy = found.transform().y(x, y) - pair.truth().y(x, y);
      squares += dx * dx + dy * dy;
      excess += found.excess();
      rms += found.rms();
    }
    double rmsError = Math.sqrt(squares / trials / 2);
    assertTrue(rmsError < 1.1 * Math.sqrt(2.0 / stars) * error, rmsError + " pixels");
    assertEquals(1, excess / trials, 0.05);
    // Of two coordinates, less what four parameters take.
    assertEquals(2 * error * Math.sqrt(1 - 2.0 / stars), rms / trials, 0.03 * 2 * error);
  }

  /** A stiff transform where stars say no more, a pliable one where they do. */
  @Test
  void distortionsAreSeenAndNothingIsInvented() {
    double u = 500;
    double[] xs = {12 + (WIDTH - 1) / 2.0, u, 0};
    double[] ys = {-7 + (HEIGHT - 1) / 2.0, 0, u};
    double x = (WIDTH - 1) / 2.0;
    double y = (HEIGHT - 1) / 2.0;
    Transform affine =
        new Transform(x, y, u, new double[] {xs[0], u, 0.8}, new double[] {ys[0], 0, u + 1});
    Transform quadratic =
        new Transform(
            x,
            y,
            u,
            new double[] {xs[0], u, 0, 1.5, -0.4, 0.7},
            new double[] {ys[0], 0, u, -0.6, 0.5, 1.1});
    // Barrel distortion: r' = r (1 - k r^2).
    double k = -2;
    Transform cubic =
        new Transform(
            x,
            y,
            u,
            new double[] {xs[0], u, 0, 0, 0, 0, k, 0, k, 0},
            new double[] {ys[0], 0, u, 0, 0, 0, 0, k, 0, k});
    List<Transform> truths =
        List.of(FramePairs.about(10, 1, false, 4, 4), affine, quadratic, cubic);
    for (Model model : Model.values()) {
      int right = 0;
      for (int seed = 0; seed < 20; seed++) {
        FramePairs.Pair pair =
            new FramePairs(seed, 0.05).make(truths.get(model.ordinal()), 150, 0, 50);
        Registration found = register(pair);
        assertTrue(found.isFound(), found.failure());
        right += found.model() == model ? 1 : 0;
        assertTrue(pair.worst(found.transform()) < 0.15, model + " " + found);
        assertEquals(1, found.excess(), 0.4, model + " " + found);
      }
      assertTrue(right >= 18, model + ": " + right + " of 20");
    }
  }

  /** Hot pixels stay where they are; a sky that moves is believed before them. */
  @Test
  void hotPixelsAreNotTheSky() {
    FramePairs.Pair pair =
        new FramePairs(3, 0.1).make(FramePairs.about(0, 1, false, 41, 17), 15, 0, 0);
    Random random = new Random(1);
    List<Star> reference = new ArrayList<>(pair.reference().spread(100));
    List<Star> frame = new ArrayList<>(pair.frame().spread(100));
    for (int k = 0; k < 25; k++) {
      Star hot =
          new Star(random.nextInt(WIDTH), random.nextInt(HEIGHT), 3 * random.nextDouble(), 0.1);
      reference.add(hot);
      frame.add(hot);
    }
    Registration found =
        new Registrar(new StarField(reference, WIDTH, HEIGHT))
            .register(new StarField(frame, WIDTH, HEIGHT));
    assertTrue(found.isFound(), found.failure());
    assertTrue(pair.worst(found.transform()) < 0.3, found.toString());
  }

  /** Images of a mask of pinholes agree by any step of it; they agree best as they are. */
  @Test
  void starsInRowsThatHaveNotMovedHaveNotMoved() {
    Random random = new Random(5);
    List<Star> reference = new ArrayList<>();
    List<Star> frame = new ArrayList<>();
    for (int k = 0; k < 12 * 12; k++) {
      double x = 40 + 30 * (k % 12);
      double y = 40 + 30 * (k / 12);
      double flux = 1000 + 10 * random.nextDouble();
      for (List<Star> stars : List.of(reference, frame)) {
        stars.add(
            new Star(
                x + 0.05 * random.nextGaussian(), y + 0.05 * random.nextGaussian(), flux, 0.05));
      }
    }
    Registration found =
        new Registrar(new StarField(reference, WIDTH, HEIGHT))
            .register(new StarField(frame, WIDTH, HEIGHT));
    assertTrue(found.isFound(), found.failure());
    assertEquals(100, found.transform().x(100, 200), 0.3, found.toString());
    assertEquals(200, found.transform().y(100, 200), 0.3, found.toString());
  }

  /** A long exposure shows a hundred times as many stars, and its bright ones are saturated. */
  @Test
  void differentExposures() {
    FramePairs.Pair pair =
        new FramePairs(8, 0.1).make(FramePairs.about(2, 1, false, 90, -70), 1500, 0, 0);
    List<Star> bright = pair.frame().spread(1500).stream().filter(s -> s.flux() > 20).toList();
    List<Star> deep = new ArrayList<>();
    for (Star star : pair.reference().spread(1500)) {
      deep.add(new Star(star.x(), star.y(), Math.min(star.flux(), 15), star.error()));
    }
    assertTrue(bright.size() > 20 && bright.size() < 60, bright.size() + " stars");
    StarField few = new StarField(bright, WIDTH, HEIGHT);
    StarField many = new StarField(deep, WIDTH, HEIGHT);
    Registration there = new Registrar(many).register(few);
    Registration back = new Registrar(few).register(many);
    assertTrue(there.isFound(), there.failure());
    assertTrue(back.isFound(), back.failure());
    assertTrue(pair.worst(there.transform()) < 0.2, there.toString());
    double[] place = there.transform().back(300, 300);
    assertEquals(place[0], back.transform().x(300, 300), 0.15);
    assertEquals(place[1], back.transform().y(300, 300), 0.15);
  }

  /** Thin clouds before the second frame, and a star that has become ten times as bright. */
  @Test
  void theRatioOfFluxesIsThatOfMostStars() {
    FramePairs.Pair pair =
        new FramePairs(4, 0.1).make(FramePairs.about(1, 1, false, 9, 9), 80, 0, 0);
    List<Star> clouded = new ArrayList<>();
    for (Star star : pair.frame().spread(80)) {
      double flux = clouded.size() == 30 ? 10 * star.flux() : 0.7 * star.flux();
      clouded.add(new Star(star.x(), star.y(), flux, star.error()));
    }
    Registration found =
        new Registrar(pair.reference()).register(new StarField(clouded, WIDTH, HEIGHT));
    // Fluxes of the pair differ by 20 % either way.
    assertEquals(0.7, found.fluxRatio(), 0.05);
  }

  @Test
  void theOrderOfTheStarsDoesNotMatter() {
    FramePairs pairs = new FramePairs(11, 0.1);
    FramePairs.Pair pair = pairs.make(pairs.anyWithHalfTheField(), 30, 10, 20);
    Registration found = register(pair);
    List<Star> shuffled = new ArrayList<>(pair.frame().spread(1000));
    Collections.shuffle(shuffled, new Random(2));
    Registration again =
        new Registrar(pair.reference()).register(new StarField(shuffled, WIDTH, HEIGHT));
    assertTrue(found.isFound(), found.failure());
    assertEquals(found, again);
  }

  @Test
  void failuresSayHowManyStarsThereWere() {
    FramePairs.Pair pair = new FramePairs(1, 0.1).make(Transform.IDENTITY, 20, 0, 0);
    StarField few = new StarField(pair.frame().spread(3), WIDTH, HEIGHT);
    StarField none = new StarField(List.of(), WIDTH, HEIGHT);
    Registrar registrar = new Registrar(pair.reference());
    assertEquals("3 stars on the light; expected 4 or more", registrar.register(few).failure());
    assertEquals("0 stars on the light; expected 4 or more", registrar.register(none).failure());
    assertEquals(
        "3 stars on the reference; expected 4 or more",
        new Registrar(few).register(pair.frame()).failure());
    FramePairs.Pair other = new FramePairs(2, 0.1).make(Transform.IDENTITY, 20, 0, 0);
    String failure = registrar.register(other.frame()).failure();
    assertTrue(failure.startsWith("20 stars on the light, 20 on the reference: "), failure);
  }

  /** The places of one cluster at the same place of both frames, all of one pixel. */
  @Test
  void starsAtOnePlaceAreNoPattern() {
    List<Star> heap = new ArrayList<>();
    for (int k = 0; k < 30; k++) {
      heap.add(new Star(100, 100, 1, 0.1));
    }
    StarField field = new StarField(heap, WIDTH, HEIGHT);
    assertFalse(new Registrar(field).register(field).isFound());
  }
}

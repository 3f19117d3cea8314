package org.nightbeam.photometry;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nightbeam.MadeUpSky;

/**
 * Of the stars of 5 standard deviations and more, at least as many are found as SExtractor finds as
 * it comes, in fields of three densities, and of what is found at least as much is a star (Debian:
 * {@code source-extractor}).
 */
class SourceExtractorTest {
  private static final Path PROGRAM = Path.of("/usr/bin/source-extractor");
  private static final Path FILES = Path.of("/usr/share/source-extractor");
  private static final int SIZE = 1024;
  private static final double FWHM = 3;
  private static final double SIGNIFICANT = 5;

  @TempDir Path folder;

  private record Place(double x, double y, double flux) {}

  /** The stars that were found, of those there are, and what was found that is no star. */
  private record Score(double completeness, double purity) {}

  @BeforeAll
  static void findSourceExtractor() {
    Assumptions.assumeTrue(Files.exists(PROGRAM), "source-extractor is not installed");
  }

  @ParameterizedTest
  @CsvSource({"400", "3000", "10000"})
  void findsNoLess(int stars) throws Exception {
    MadeUpSky sky = new MadeUpSky(SIZE, SIZE, 300, 1.5, 8);
    Random random = new Random(stars);
    List<Place> truth = new ArrayList<>();
    for (int i = 0; i < stars; i++) {
      double flux = Math.min(6e5, 200 * Math.pow(random.nextDouble(), -1 / 0.9));
      double x = 5 + random.nextDouble() * (SIZE - 11);
      double y = 5 + random.nextDouble() * (SIZE - 11);
      truth.add(new Place(x, y, flux));
      sky.star(x, y, flux, FWHM);
    }
    truth.sort((a, b) -> Double.compare(b.flux, a.flux));
    float[][] pixels = sky.exposed(stars);
    Score theirs = score(theirs(pixels), truth, sky);
    List<Place> found =
        new FrameMeasurer(PhotometrySettings.DEFAULT)
            .measure(pixels, null, null, 1.5).sources().stream()
                .map(source -> new Place(source.xWin(), source.yWin(), source.flux()))
                .toList();
    Score ours = score(found, truth, sky);
    String both = "SExtractor: " + theirs + ", found: " + ours;
    assertTrue(ours.completeness >= theirs.completeness, both);
    // A star that noise has moved by more than half its width counts as none: one in 500 may.
    assertTrue(ours.purity >= theirs.purity - 0.002, both);
  }

  /** Brightest first, each star takes the nearest source within 0.6 of its width. */
  private static Score score(List<Place> found, List<Place> truth, MadeUpSky sky) {
    boolean[] taken = new boolean[found.size()];
    int significant = 0;
    int hits = 0;
    for (Place star : truth) {
      int best = -1;
      double nearest = 0.6 * FWHM;
      for (int i = 0; i < taken.length; i++) {
        double distance = Math.hypot(found.get(i).x - star.x, found.get(i).y - star.y);
        if (!taken[i] && distance <= nearest) {
          nearest = distance;
          best = i;
        }
      }
      boolean counts = sky.significance(star.flux, FWHM) >= SIGNIFICANT;
      significant += counts ? 1 : 0;
      if (best >= 0) {
        taken[best] = true;
        hits += counts ? 1 : 0;
      }
    }
    int stars = 0;
    for (boolean isStar : taken) {
      stars += isStar ? 1 : 0;
    }
    return new Score(hits / (double) significant, stars / (double) taken.length);
  }

  private List<Place> theirs(float[][] pixels) throws Exception {
    Path image = folder.resolve("image.fits");
    writeFits(pixels, image);
    Path parameters = folder.resolve("wanted.param");
    Files.writeString(parameters, "X_IMAGE\nY_IMAGE\nFLUX_AUTO\n");
    Path catalogue = folder.resolve("out.cat");
    Process process =
        new ProcessBuilder(
                PROGRAM.toString(),
                image.toString(),
                "-c",
                FILES.resolve("default.sex").toString(),
                "-PARAMETERS_NAME",
                parameters.toString(),
                "-FILTER_NAME",
                FILES.resolve("default.conv").toString(),
                "-STARNNW_NAME",
                FILES.resolve("default.nnw").toString(),
                "-CATALOG_NAME",
                catalogue.toString(),
                "-VERBOSE_TYPE",
                "QUIET")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    assertTrue(process.waitFor(2, TimeUnit.MINUTES), "source-extractor does not end");
    List<Place> found = new ArrayList<>();
    for (String line : Files.readAllLines(catalogue)) {
      if (!line.startsWith("#")) {
        String[] words = line.trim().split(" +");
        found.add(
            new Place(
                Double.parseDouble(words[0]) - 1,
                Double.parseDouble(words[1]) - 1,
                Double.parseDouble(words[2])));
      }
    }
    assertTrue(found.size() > 10, Files.readString(folder.resolve("log")));
    return found;
  }

  private static void writeFits(float[][] pixels, Path file) throws Exception {
    StringBuilder header = new StringBuilder();
    for (String card :
        new String[] {
          "SIMPLE  =                    T",
          "BITPIX  =                  -32",
          "NAXIS   =                    2",
          "NAXIS1  =                 " + SIZE,
          "NAXIS2  =                 " + SIZE,
          "END"
        }) {
      header.append(String.format("%-80s", card));
    }
    int data = (SIZE * SIZE * Float.BYTES + 2879) / 2880 * 2880;
    ByteBuffer bytes = ByteBuffer.allocate(2880 + data);
    bytes.put(String.format("%-2880s", header).getBytes(StandardCharsets.US_ASCII));
    for (float[] row : pixels) {
      for (float value : row) {
        bytes.putFloat(value);
      }
    }
    Files.write(file, bytes.array());
  }
}

package org.nightbeam.program;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Random;
import nom.tam.fits.BasicHDU;
import nom.tam.fits.Fits;
import nom.tam.fits.FitsException;
import nom.tam.fits.FitsFactory;
import nom.tam.fits.Header;
import nom.tam.fits.NullDataHDU;

/**
 * A night of a camera with three amplifiers, as files with an extension each or as files of one of
 * them, with overscan or as if there were none: the same numbers, of a fixed seed.
 *
 * <p>With overscan, a level that drifts from row to row is added to all pixels of a row, and is
 * what its overscan pixels have. The image lies within pixels that are to be trimmed off.
 */
public final class AmplifierNight {
  public static final int WIDTH = 23;
  public static final int HEIGHT = 18;
  public static final int AMPLIFIERS = 3;
  public static final double[] GAIN = {1.5, 1.625, 1.375}; // e-/ADU
  public static final double READ_NOISE = 6; // e-
  public static final int SATURATION = 50_000; // ADU

  public static final int DARK_SECONDS = 60;
  public static final int FLAT_SECONDS = 2;
  public static final int LIGHT_SECONDS = 30;

  /** A pixel of each light that is saturated. */
  public static final int[] SATURATED = {5, 7};

  public static final String OVERSCAN_SECTION = "[27:34,1:21]";
  public static final String TRIM_SECTION = "[4:26,3:20]";
  private static final int LEFT = 3;
  private static final int BELOW = 2;
  private static final int STORED_WIDTH = 34;
  private static final int STORED_HEIGHT = 21;

  /** The second reads from right to left, the third from above; there is no fourth. */
  public static final String[] PLACE = {"[1:23,1:18]", "[46:24,1:18]", "[1:23,36:19]"};

  private static final List<String> FILES =
      List.of(
          "Bias/1.fits",
          "Bias/2.fits",
          "Bias/3.fits",
          "Darks/1.fits",
          "Darks/2.fits",
          "Darks/3.fits",
          "Flats/1.fits",
          "Flats/2.fits",
          "Flats/3.fits",
          "Lights/1.fits",
          "Lights/2.fits");

  private AmplifierNight() {}

  private static double seconds(String file) {
    return switch (file.charAt(0)) {
      case 'B' -> 0;
      case 'D' -> DARK_SECONDS;
      case 'F' -> FLAT_SECONDS;
      default -> LIGHT_SECONDS;
    };
  }

  /** The image of an amplifier in ADU, without an overscan's level. */
  private static int[][] image(String file, int amplifier) {
    Random sensor = new Random(70 + amplifier);
    Random noise = new Random(1000L * FILES.indexOf(file) + amplifier);
    double light =
        switch (file.charAt(0)) {
          case 'F' -> 15_000;
          case 'L' -> 600;
          default -> 0;
        };
    int[][] image = new int[HEIGHT][WIDTH];
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        double bias = 300 + 10 * sensor.nextDouble();
        double rate = 1 + 2 * sensor.nextDouble();
        double sensitivity = (0.8 + 0.4 * sensor.nextDouble()) / GAIN[amplifier];
        double signal = rate * seconds(file) + light * sensitivity;
        double sigma = Math.hypot(READ_NOISE, Math.sqrt(signal * GAIN[amplifier]));
        image[y][x] =
            (int) Math.round(bias + signal + sigma / GAIN[amplifier] * noise.nextGaussian());
      }
    }
    if (file.startsWith("Lights")) {
      image[SATURATED[0]][SATURATED[1]] = SATURATION + 10;
    }
    return image;
  }

  private static short[][] stored(String file, int amplifier, boolean overscan) {
    int[][] image = image(file, amplifier);
    short[][] stored = overscan ? new short[STORED_HEIGHT][STORED_WIDTH] : new short[HEIGHT][WIDTH];
    for (int y = 0; y < stored.length; y++) {
      for (int x = 0; x < stored[0].length; x++) {
        int level = overscan ? 40 + 13 * y + FILES.indexOf(file) : 0;
        int column = overscan ? x - LEFT : x;
        int row = overscan ? y - BELOW : y;
        boolean inside = row >= 0 && row < HEIGHT && column >= 0 && column < WIDTH;
        stored[y][x] = (short) (level + (inside ? image[row][column] : 0) - 32768);
      }
    }
    return stored;
  }

  private static BasicHDU<?> hdu(String file, int amplifier, boolean overscan)
      throws FitsException {
    BasicHDU<?> hdu = FitsFactory.hduFactory(stored(file, amplifier, overscan));
    Header header = hdu.getHeader();
    header.addValue("BZERO", 32768, "");
    header.addValue("EGAIN", GAIN[amplifier], "e-/ADU");
    header.addValue("RDNOISE", READ_NOISE, "e-");
    header.addValue("CRPIX1", 10.5, "");
    header.addValue("CRPIX2", 9.25, "");
    header.addValue("DETSEC", PLACE[amplifier], "");
    if (overscan) {
      header.addValue("BIASSEC", OVERSCAN_SECTION, "");
      header.addValue("TRIMSEC", TRIM_SECTION, "");
    }
    return hdu;
  }

  private static void addToPrimary(Header header, String file) throws FitsException {
    header.addValue("INSTRUME", "CAM", "");
    header.addValue("EXPTIME", seconds(file), "");
    header.addValue("DATE-OBS", "2024-03-01T22:00:00", "");
    header.addValue("FILTER", "V", "");
    header.addValue("SATURATE", SATURATION, "ADU");
  }

  /** Writes files with an extension an amplifier, with their sums. */
  public static void writeExtensions(Path folder) throws IOException {
    for (String file : FILES) {
      write(
          folder.resolve(file),
          fits -> {
            BasicHDU<?> primary = new NullDataHDU();
            addToPrimary(primary.getHeader(), file);
            fits.addHDU(primary);
            for (int i = 0; i < AMPLIFIERS; i++) {
              BasicHDU<?> hdu = hdu(file, i, true);
              hdu.getHeader().addValue("EXTNAME", "AMP" + (i + 1), "");
              hdu.getHeader().addValue("INHERIT", true, "");
              fits.addHDU(hdu);
            }
          });
    }
  }

  /** Writes files of one amplifier. */
  public static void writeSingle(Path folder, int amplifier, boolean overscan) throws IOException {
    for (String file : FILES) {
      write(
          folder.resolve(file),
          fits -> {
            BasicHDU<?> hdu = hdu(file, amplifier, overscan);
            addToPrimary(hdu.getHeader(), file);
            fits.addHDU(hdu);
          });
    }
  }

  /** Fills or changes a file. */
  public interface Content {
    /** Does it. */
    void apply(Fits fits) throws FitsException, IOException;
  }

  private static void write(Path file, Content content) throws IOException {
    Files.createDirectories(file.getParent());
    try (Fits fits = new Fits()) {
      content.apply(fits);
      fits.setChecksum();
      fits.write(file.toFile());
    } catch (FitsException e) {
      throw new IOException(e);
    }
  }

  /** Changes a file that is there, sums too. */
  public static void edit(Path file, Content change) throws IOException {
    Path edited = file.resolveSibling("edited");
    try (Fits fits = new Fits(file.toFile())) {
      for (BasicHDU<?> hdu : fits.read()) {
        hdu.getKernel();
      }
      change.apply(fits);
      fits.setChecksum();
      fits.write(edited.toFile());
    } catch (FitsException e) {
      throw new IOException(e);
    }
    Files.move(edited, file, StandardCopyOption.REPLACE_EXISTING);
  }
}

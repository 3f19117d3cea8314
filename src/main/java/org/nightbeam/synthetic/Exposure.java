package org.nightbeam.synthetic;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import nom.tam.fits.BasicHDU;
import nom.tam.fits.Fits;
import nom.tam.fits.FitsException;
import nom.tam.fits.FitsFactory;
import nom.tam.fits.Header;
import nom.tam.fits.header.Standard;

/**
 * A simulated frame to be taken.
 *
 * @param file path of its file
 * @param camera name of the camera
 * @param filter null with the shutter closed
 * @param object what is looked at; null with the shutter closed
 * @param seconds exposure time
 * @param level what falls on a pixel of sensitivity 1, without stars, in ADU
 * @param start in UTC
 */
record Exposure(
    String file,
    String camera,
    String filter,
    String object,
    double seconds,
    double level,
    LocalDateTime start) {

  /** Exposure of darks and lights, in seconds. */
  static final double LIGHT_SECONDS = 60;

  /** Exposure of the first flat of a filter, in seconds; each next one is longer, up to a limit. */
  static final double FLAT_SECONDS = 2;

  /** Sky brightness in ADU per light. */
  static final double SKY = 250;

  private static final double FLAT_LEVEL = 28000;
  private static final int FADING_FLATS = 30;
  private static final String FIELD = "made-up field";

  /**
   * Returns the exposures of one camera in one night, in order: flats, biases, lights, darks.
   *
   * @param folder begins the paths of all files; empty, or ends in {@code /}
   * @param dusk when the first is taken, in UTC
   * @param lights number of lights by filter; every filter has flats
   */
  static List<Exposure> ofNight(
      String folder,
      String camera,
      LocalDateTime dusk,
      int biases,
      int darks,
      int flatsPerFilter,
      Map<String, Integer> lights) {
    List<Exposure> exposures = new ArrayList<>();
    LocalDateTime clock = dusk;
    for (String filter : lights.keySet()) {
      for (int i = 0; i < flatsPerFilter; i++) {
        // Twilight fades: levels differ, and are normalised away. After a while a lamp takes over.
        int faded = Math.min(i, FADING_FLATS);
        double seconds = FLAT_SECONDS + 0.5 * faded;
        double level = FLAT_LEVEL * (1 - 0.02 * faded);
        String file = String.format("%sFlats/flat_%s_%03d.fits", folder, filter, i + 1);
        exposures.add(new Exposure(file, camera, filter, "twilight", seconds, level, clock));
        clock = clock.plusSeconds(20);
      }
    }
    for (int i = 0; i < biases; i++) {
      String file = String.format("%sBias/bias_%03d.fits", folder, i + 1);
      exposures.add(new Exposure(file, camera, null, null, 0, 0, clock));
      clock = clock.plusSeconds(5);
    }
    for (Map.Entry<String, Integer> entry : lights.entrySet()) {
      String filter = entry.getKey();
      for (int i = 0; i < entry.getValue(); i++) {
        String file = String.format("%sScienceImages/field_%s_%03d.fits", folder, filter, i + 1);
        exposures.add(new Exposure(file, camera, filter, FIELD, LIGHT_SECONDS, SKY, clock));
        clock = clock.plusSeconds(75);
      }
    }
    for (int i = 0; i < darks; i++) {
      String file = String.format("%sDarks/dark_%03d.fits", folder, i + 1);
      exposures.add(new Exposure(file, camera, null, null, LIGHT_SECONDS, 0, clock));
      clock = clock.plusSeconds(65);
    }
    return exposures;
  }

  /** Returns whether it is of the sky at night. */
  boolean isLight() {
    return FIELD.equals(object);
  }

  /**
   * Takes the exposure and writes it as a 16-bit FITS file that does not name its type.
   *
   * @param root folder below which its path is
   * @param light what falls on a pixel of sensitivity 1, in ADU {@code [height][width]}; null with
   *     the shutter closed
   * @param flat sensitivity in its filter; null with the shutter closed
   * @param noise of this exposure
   * @throws IOException if the file cannot be written
   */
  void write(Path root, Sensor sensor, float[][] light, float[][] flat, SplittableRandom noise)
      throws IOException {
    write(root, sensor, light, flat, noise, Map.of());
  }

  /**
   * Does the same with cards besides.
   *
   * @param cards keywords and their values, texts or numbers
   */
  void write(
      Path root,
      Sensor sensor,
      float[][] light,
      float[][] flat,
      SplittableRandom noise,
      Map<String, Object> cards)
      throws IOException {
    short[][] stored = sensor.expose(light, flat, seconds, noise);
    Path target = root.resolve(file);
    Files.createDirectories(target.getParent());
    try (Fits fits = new Fits()) {
      BasicHDU<?> hdu = FitsFactory.hduFactory(stored);
      Header header = hdu.getHeader();
      header.addValue("BZERO", Sensor.BZERO, "physical = BZERO + BSCALE * stored");
      header.addValue("BSCALE", 1, "physical = BZERO + BSCALE * stored");
      header.addValue("INSTRUME", camera, "made-up camera");
      header.addValue("TELESCOP", "none", "made up");
      header.addValue(
          "DATE-OBS", start.format(DateTimeFormatter.ISO_LOCAL_DATE_TIME), "[UTC] start");
      header.addValue("EXPTIME", seconds, "[s] exposure time");
      header.addValue("CCD-TEMP", -10.0, "[degC] sensor temperature");
      header.addValue("XBINNING", 1, "binning along the row");
      header.addValue("YBINNING", 1, "binning along the column");
      header.addValue("EGAIN", Sensor.GAIN, "[e-/adu] electrons an ADU");
      if (filter != null) {
        header.addValue("FILTER", filter, "filter");
        header.addValue("OBJECT", object, "");
      }
      for (Map.Entry<String, Object> card : new TreeMap<>(cards).entrySet()) {
        if (card.getValue() instanceof Double number) {
          header.addValue(card.getKey(), number, "");
        } else {
          header.addValue(card.getKey(), card.getValue().toString(), "");
        }
      }
      fits.addHDU(hdu);
      // The library writes the time of day here; the same settings must give the same bytes.
      header.findCard(Standard.SIMPLE).setComment("conforms to the FITS standard");
      fits.write(target.toFile());
    } catch (FitsException e) {
      throw new IOException("cannot write " + target, e);
    }
  }
}

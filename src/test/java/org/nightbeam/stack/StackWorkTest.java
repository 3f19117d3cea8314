package org.nightbeam.stack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nightbeam.MadeUpSky;
import org.nightbeam.combine.CombineMethod;
import org.nightbeam.combine.CombineSettings;
import org.nightbeam.fields.TangentPlane;
import org.nightbeam.fits.FitsContents;
import org.nightbeam.fits.FitsHeader;
import org.nightbeam.fits.FitsScanner;
import org.nightbeam.fits.ImageHdu;
import org.nightbeam.fits.product.PixelFlag;
import org.nightbeam.fits.product.Plane;
import org.nightbeam.fits.product.ProductFile;
import org.nightbeam.fits.product.ProductHeader;
import org.nightbeam.fits.product.ProductWriter;
import org.nightbeam.header.dialect.Dialect;
import org.nightbeam.pixels.FramePixels;
import org.nightbeam.pixels.ProductImage;
import org.nightbeam.preview.PreviewPath;
import org.nightbeam.registration.FieldReference;
import org.nightbeam.registration.Transform;
import org.nightbeam.resample.Kernel;
import org.nightbeam.resample.Resampling;
import org.nightbeam.storage.LocalStorage;
import org.nightbeam.storage.Storage;

/** Stacks of products on disk, from their headers to the file. */
class StackWorkTest {
  private static final int SIZE = 150;
  private static final double GAIN = 1.5;
  private static final double FLUX = 30_000;

  @TempDir Path output;
  private final LocalStorage storage = new LocalStorage();
  private final List<StackLight> lights = new ArrayList<>();
  private float pedestal;
  private Motion track;
  private String bias;
  private String dark;
  private String history;
  private double overscan;
  private String solved = "";
  private String cell = "";
  private double[] dimmed = {1, 1, 1}; // what comes through in red, green and blue
  private boolean blueIsNotKnown;
  private boolean onSky;
  private final List<String> ofRaw = new ArrayList<>(); // cards of the raw header

  private Dialect words = Dialect.shipped();

  private StackWork work() {
    return new StackWork(
        storage,
        new FramePixels(storage, output.resolve("scratch")),
        output.toString(),
        false,
        "v",
        words);
  }

  private StackSettings settings(Kernel kernel, CombineMethod method) {
    return new StackSettings(
        StackSettings.Over.NIGHT,
        Resampling.by(kernel),
        1,
        new CombineSettings(method, 3, 3, 5),
        StackWeight.NOISE,
        false,
        track);
  }

  private StackJob job(CombineMethod method) throws IOException {
    return job(method, new FieldReference(lights.get(0).product(), 0, SIZE, SIZE));
  }

  private StackJob job(CombineMethod method, FieldReference reference) throws IOException {
    return work()
        .prepared(
            StackJob.of(
                "stacks/2026-11-30/m7-V.fits",
                "M 7",
                reference,
                settings(Kernel.LANCZOS3, method),
                lights,
                List.of(new LeftOut("calibrated/cloudy.fits", 0, "odd: cloud"))));
  }

  private void made(StackJob job, int rowsOfBand) throws IOException {
    StackWork work = work();
    try (StackFile file = work.begin(job, true)) {
      List<Integer> bands = new ArrayList<>();
      for (int y = 0; y < job.rows(); y += rowsOfBand) {
        bands.add(0, y); // the last first: they come as they like
      }
      for (int y : bands) {
        int rows = Math.min(rowsOfBand, job.rows() - y);
        String kept = output.resolve("rows-" + y).toString();
        work.keep(work.rows(job, y, rows), kept);
        file.add(work.kept(job, y, rows, kept));
      }
      file.finish();
    }
  }

  /** Writes a product with a star at (70, 60) of the reference. */
  private void light(
      int number, Transform transform, double transparency, double sky, boolean planes, long seed)
      throws IOException {
    light(number, transform, transparency, sky, planes, seed, 0, 0, 0);
  }

  /** The same with a further source. */
  private void light(
      int number,
      Transform transform,
      double transparency,
      double sky,
      boolean planes,
      long seed,
      double x2,
      double y2,
      double flux2)
      throws IOException {
    float[][] pixels =
        new MadeUpSky(SIZE, SIZE, sky, GAIN, 5)
            .star(transform.x(70, 60), transform.y(70, 60), transparency * FLUX, 3)
            .star(transform.x(x2, y2), transform.y(x2, y2), transparency * flux2, 3)
            .exposed(seed);
    for (int y = 0; y < SIZE && !cell.isEmpty(); y++) {
      for (int x = 0; x < SIZE; x++) {
        pixels[y][x] *= (float) dimmed["RGB".indexOf(cell.charAt(y % 2 * 2 + x % 2))];
      }
    }
    byte[][] flags = new byte[SIZE][SIZE];
    if (planes) {
      pixels[20][100] = 50_000; // a cosmic ray that was found
      flags[20][100] = PixelFlag.COSMIC_RAY.bit();
      flags[(int) Math.rint(transform.y(70, 60))][(int) Math.rint(transform.x(70, 60))] =
          PixelFlag.SATURATED.bit();
      for (int y = 0; y < SIZE; y++) {
        pixels[y][33] = Float.NaN;
      }
    }
    String product = "calibrated/light" + number + ".fits";
    ProductHeader header = ProductHeader.ofImage(SIZE, SIZE);
    header.add("OBJECT", "M 7", "");
    if (!cell.isEmpty()) {
      header.add("WCSAXES", 2, "");
      header.add("CD1_1", -1e-4, "");
      header.add("CD2_2", 1e-4, "");
    }
    header.add("CTYPE1", "RA---TAN", "");
    header.add("CRVAL1", 100.0 + number, "");
    if (onSky) {
      header.add("CTYPE2", "DEC--TAN", "");
      header.add("CRVAL2", 20.0, "");
      header.add("CRPIX1", 75.5, "");
      header.add("CRPIX2", 75.5, "");
      header.add("CD1_1", -1 / 3600.0, "");
      header.add("CD2_2", 1 / 3600.0, "");
    }
    ofRaw.forEach(keyword -> header.add(keyword, keyword.equals("TIMESYS") ? "TAI" : "7", ""));
    header.add("AIRMASS", 1.0 + number, "");
    header.add("BUNIT", "adu", "");
    header.add("NBRAWHDU", 0, "");
    if (pedestal != 0) {
      header.add("PEDESTAL", pedestal, "");
    }
    if (bias != null) {
      header.add("NBBIAS", bias, "");
    }
    if (dark != null) {
      header.add("NBDARK", dark, "");
    }
    if (overscan > 0) {
      header.add("NBOVERSC", overscan, "");
    }
    if (history != null) {
      header.addHistory(history);
    }
    header.add("NBFPRINT", "print" + number + solved, "");
    double noise = Math.sqrt(sky / GAIN + 25 / GAIN / GAIN);
    try (ProductFile file = new ProductFile(storage.create(output.resolve(product).toString()))) {
      ProductWriter.Image image = file.add(header);
      ProductWriter.Image sigmas = planes ? file.add(Plane.UNCERT.header(SIZE, SIZE, "adu")) : null;
      ProductWriter.Image mask = planes ? file.add(Plane.MASK.header(SIZE, SIZE, "adu")) : null;
      ByteBuffer bytes = ByteBuffer.allocate(SIZE * SIZE * Float.BYTES);
      for (float[] row : pixels) {
        for (float value : row) {
          bytes.putFloat(value + pedestal);
        }
      }
      image.write(bytes.flip());
      if (planes) {
        ByteBuffer of = ByteBuffer.allocate(SIZE * SIZE * Float.BYTES);
        for (float[] row : pixels) {
          for (float value : row) {
            of.putFloat((float) Math.sqrt(Math.max(1, value) / GAIN + 25 / GAIN / GAIN));
          }
        }
        sigmas.write(of.flip());
        for (byte[] row : flags) {
          mask.write(ByteBuffer.wrap(row));
        }
      }
      file.finish(whole -> {});
    }
    List<ColourSky> colours = new ArrayList<>();
    for (int c = 0; c < dimmed.length && !cell.isEmpty(); c++) {
      double ratio = c == 2 && blueIsNotKnown ? Double.NaN : transparency * dimmed[c];
      colours.add(ColourSky.scaled(ratio, transparency * dimmed[1]));
    }
    lights.add(
        new StackLight(
            product,
            0,
            transform,
            1 / transparency / dimmed[1],
            sky,
            noise,
            3,
            60,
            Instant.parse("2026-11-30T20:00:00Z").plusSeconds(100L * number),
            GAIN,
            60_000,
            null,
            cell,
            colours));
  }

  private static Transform moved(double dx, double dy, double angle) {
    double middle = SIZE / 2.0;
    return new Transform(
        middle,
        middle,
        1,
        new double[] {middle + dx, Math.cos(angle), -Math.sin(angle)},
        new double[] {middle + dy, Math.sin(angle), Math.cos(angle)});
  }

  private void eightLights(boolean planes) throws IOException {
    Random random = new Random(4);
    light(0, Transform.IDENTITY, 1, 200, planes, 1);
    for (int k = 1; k < 8; k++) {
      light(
          k,
          moved(8 * random.nextDouble() - 4, 8 * random.nextDouble() - 4, 0.004 * k),
          1 - 0.05 * k,
          200 + 20 * k,
          planes,
          1 + k);
    }
  }

  private float[] plane(FitsContents contents, int number) throws IOException {
    ImageHdu hdu = contents.images().get(number);
    ByteBuffer bytes = ByteBuffer.allocate((int) hdu.dataBytes());
    try (SeekableByteChannel channel =
        storage.open(output.resolve("stacks/2026-11-30/m7-V.fits").toString())) {
      channel.position(hdu.dataOffset());
      while (bytes.hasRemaining()) {
        channel.read(bytes);
      }
    }
    bytes.flip();
    float[] values = new float[SIZE * SIZE];
    switch (hdu.format().bitpix()) {
      case -32 -> {
        FloatBuffer floats = bytes.asFloatBuffer();
        floats.get(values);
      }
      case 16 -> {
        for (int i = 0; i < values.length; i++) {
          values[i] = bytes.getShort();
        }
      }
      default -> {
        for (int i = 0; i < values.length; i++) {
          values[i] = bytes.get();
        }
      }
    }
    return values;
  }

  private FitsContents contents() throws IOException {
    try (SeekableByteChannel channel =
        storage.open(output.resolve("stacks/2026-11-30/m7-V.fits").toString())) {
      return FitsScanner.scan(channel);
    }
  }

  private FitsHeader primary() throws IOException {
    try (SeekableByteChannel channel =
        storage.open(output.resolve("stacks/2026-11-30/m7-V.fits").toString())) {
      return FitsScanner.primary(channel);
    }
  }

  /** Returns the pixels of a stack in colour, plane by plane. */
  private FloatBuffer cube() throws IOException {
    Path stack = output.resolve("stacks/2026-11-30/m7-V.fits");
    try (SeekableByteChannel channel = storage.open(stack.toString())) {
      int at = Math.toIntExact(FitsScanner.primaryData(channel));
      return ByteBuffer.wrap(Files.readAllBytes(stack))
          .slice(at, 3 * SIZE * SIZE * Float.BYTES)
          .asFloatBuffer();
    }
  }

  @Test
  void fluxSkyNoiseAndHeaderAreThoseOfTheReference() throws IOException {
    eightLights(false);
    StackJob job = job(CombineMethod.WINSORIZED);
    made(job, 64);
    FitsContents contents = contents();
    FitsHeader header = contents.images().get(0).header();
    float[] values = plane(contents, 0);
    float[] sigmas = plane(contents, 4);
    double sky = header.number("SKYLEVEL").orElseThrow();
    double sum = 0;
    double variance = 0;
    int pixels = 0;
    for (int y = 48; y <= 72; y++) {
      for (int x = 58; x <= 82; x++) {
        sum += values[y * SIZE + x] - sky;
        variance += sigmas[y * SIZE + x] * sigmas[y * SIZE + x];
        pixels++;
      }
    }
    double error = Math.sqrt(variance) * header.number("NBCORRF").orElseThrow();
    assertEquals(FLUX, sum, 4 * error, "of " + pixels + " pixels, error " + error);
    double squares = 0;
    double predicted = 0;
    int n = 0;
    for (int y = 10; y < SIZE - 10; y++) {
      for (int x = 90; x < SIZE - 10; x++) {
        double d = values[y * SIZE + x] - sky;
        squares += d * d;
        predicted += sigmas[y * SIZE + x] * sigmas[y * SIZE + x];
        n++;
      }
    }
    assertEquals(1, Math.sqrt(predicted / squares), 0.03, n + " pixels of sky");
    assertEquals(
        1, header.number("SKYNOISE").orElseThrow() / Math.sqrt(predicted / n), 0.05, "SKYNOISE");
    assertEquals("M 7", header.text("OBJECT").orElseThrow());
    assertEquals(100.0, header.number("CRVAL1").orElseThrow(), "of the reference");
    assertEquals(0, header.integer("NBNFLAGS").orElseThrow());
    assertTrue(
        header.cards().stream().anyMatch(card -> card.contains("MASK does not know saturated")));
    assertFalse(header.has("AIRMASS"), "differs from light to light");
    assertEquals(8, header.integer("NCOMBINE").orElseThrow());
    assertEquals(480, header.number("LIVETIME").orElseThrow());
    assertEquals("2026-11-30T20:00:00.000", header.text("DATE-OBS").orElseThrow());
    assertEquals("2026-11-30T20:12:40.000", header.text("DATE-END").orElseThrow());
    double[] parts = job.parts(0);
    assertEquals(1, Arrays.stream(parts).sum(), 1e-12);
    assertTrue(parts[0] > parts[7], "the clearer light counts more");
    // One over the photon noise of a unit: for lights of equal parts 8 times the gain.
    assertEquals(8 * GAIN, header.number("GAIN").orElseThrow(), 0.25 * 8 * GAIN);
  }

  /** The reference may be of another filter and exposure: these lights are 25 times fainter. */
  @Test
  void withoutTheReferenceTheFluxesAreThoseOfTheLightThatCountsMost() throws IOException {
    for (int k = 0; k < 4; k++) {
      light(k, moved(k, -k, 0), 0.04 * (1 - 0.1 * k), 200 + 20 * k, false, 1 + k);
    }
    StackLight best = lights.get(0);
    lights.set(0, withExposure(best, 300));
    Collections.swap(lights, 0, 2);
    StackJob job = job(CombineMethod.MEAN, new FieldReference("calibrated/r.fits", 0, SIZE, SIZE));
    assertEquals(best.product(), job.fluxes().product());
    assertEquals(1, job.fluxes().scale());
    assertEquals(1 / 0.7, job.lights().get(3).scale(), 1e-12);
    made(job, 64);
    FitsHeader header = contents().images().get(0).header();
    assertEquals(best.product(), header.text("NBFLUXRF").orElseThrow());
    assertEquals("calibrated/r.fits", header.text("NBREFER").orElseThrow());
    assertEquals(300, header.number("EXPTIME").orElseThrow());
    assertEquals(480, header.number("LIVETIME").orElseThrow());
    double sky = header.number("SKYLEVEL").orElseThrow();
    float[] values = plane(contents(), 0);
    double sum = 0;
    for (int y = 48; y <= 72; y++) {
      for (int x = 58; x <= 82; x++) {
        sum += values[y * SIZE + x] - sky;
      }
    }
    double error = 25 * header.number("SKYNOISE").orElseThrow() * 1.3;
    assertEquals(0.04 * FLUX, sum, 4 * error, "error " + error);
    lights.remove(2);
    // Now the first of the list is the reference.
    assertEquals("calibrated/light2.fits", job(CombineMethod.MEAN).fluxes().product());
  }

  private static StackLight withExposure(StackLight light, double exposure) {
    return new StackLight(
        light.product(),
        light.hdu(),
        light.transform(),
        light.scale(),
        light.sky(),
        light.noise(),
        light.fwhm(),
        exposure,
        light.start(),
        light.gain(),
        light.saturation(),
        null,
        light.cell(),
        light.skies());
  }

  /**
   * An object moves by 3 px from light to light, of which 100 s lie between the starts; on the
   * stack it stands where it is on the first, with the flux that it has, and the star is gone.
   */
  @Test
  void aMovingObjectStandsStillOnAStackThatGoesWithIt() throws IOException {
    for (int k = 0; k < 8; k++) {
      double x = 40 + 3 * 0.8 * k;
      double y = 100 - 3 * 0.6 * k;
      light(k, moved(0.3 * k, -0.4 * k, 0.002 * k), 1, 200, false, 1 + k, x, y, 5000);
    }
    track = Track.of("108px/h@-36.8699");
    StackJob job = job(CombineMethod.WINSORIZED);
    made(job, 64);
    FitsHeader header = contents().images().get(0).header();
    assertEquals("108.0px/h@-36.8699", header.text("NBTRACK").orElseThrow());
    float[] values = plane(contents(), 0);
    double sky = header.number("SKYLEVEL").orElseThrow();
    double sum = 0;
    double atX = 0;
    for (int y = 92; y <= 108; y++) {
      for (int x = 32; x <= 48; x++) {
        sum += values[y * SIZE + x] - sky;
        atX += x * (values[y * SIZE + x] - sky);
      }
    }
    double error = 17 * header.number("SKYNOISE").orElseThrow() * 1.3;
    assertEquals(5000, sum, 4 * error, "error " + error);
    assertEquals(40, atX / sum, 0.3);
    assertEquals(sky, values[60 * SIZE + 70], 60, "the star, of 3000 at its peak, moves on");
    // By coordinates, of which the reference says too little here: the reason is told.
    track = Track.of("0.85arcsec/min@123.5");
    StackJob none = job(CombineMethod.MEAN);
    assertFalse(none.canBeMade());
    assertTrue(none.leftOut().get(1).why().contains("give the rate as px/h"), none.leftOut() + "");
  }

  /**
   * The same by its places in the sky; lights before the first of them and after the last are left
   * out, and lights whose reference has no coordinates.
   */
  @Test
  void aMovingObjectIsFollowedByItsEphemeris() throws IOException {
    onSky = true;
    for (int k = 0; k < 8; k++) {
      double x = 40 + 3 * 0.8 * k;
      double y = 100 - 3 * 0.6 * k;
      light(k, moved(0.3 * k, -0.4 * k, 0.002 * k), 1, 200, false, 1 + k, x, y, 5000);
    }
    TangentPlane plane =
        TangentPlane.of(
            StoredLight.open(storage, output.resolve("calibrated/light0.fits").toString(), 0)
                .header());
    Instant first = lights.get(0).middle();
    List<Ephemeris.Place> places = new ArrayList<>();
    for (int k = 0; k <= 6; k += 3) {
      double[] sky = plane.sky(40 + 2.4 * k, 100 - 1.8 * k);
      places.add(new Ephemeris.Place(first.plusSeconds(100L * k), sky[0], sky[1]));
    }
    track = new Ephemeris("ceres.txt", places);
    StackJob job = job(CombineMethod.WINSORIZED);
    assertEquals(7, job.lights().size());
    LeftOut late = job.leftOut().get(1);
    assertEquals("calibrated/light7.fits", late.product());
    assertTrue(late.why().contains("ceres.txt has places from 2026-11-30T20:00:30Z to"), late + "");
    made(job, 64);
    FitsHeader header = contents().images().get(0).header();
    assertTrue(header.text("NBTRACK").orElseThrow().startsWith("ceres.txt "), "NBTRACK");
    float[] values = plane(contents(), 0);
    double sky = header.number("SKYLEVEL").orElseThrow();
    double sum = 0;
    double atX = 0;
    double atY = 0;
    for (int y = 92; y <= 108; y++) {
      for (int x = 32; x <= 48; x++) {
        sum += values[y * SIZE + x] - sky;
        atX += x * (values[y * SIZE + x] - sky);
        atY += y * (values[y * SIZE + x] - sky);
      }
    }
    double error = 17 * header.number("SKYNOISE").orElseThrow() * 1.3;
    assertEquals(5000, sum, 4 * error, "error " + error);
    assertEquals(40, atX / sum, 0.3);
    assertEquals(100, atY / sum, 0.3);
    assertEquals(sky, values[60 * SIZE + 70], 60, "the star, of 3000 at its peak, moves on");
    onSky = false;
    lights.clear();
    eightLights(false);
    StackJob none = job(CombineMethod.MEAN);
    assertFalse(none.canBeMade());
    assertTrue(
        none.leftOut().stream().anyMatch(left -> left.why().contains("CTYPE1 = RA---TAN")),
        none.leftOut() + "");
  }

  /** GAIN and SATURATE are those of the stack, and its times in UTC: others would contradict. */
  @Test
  void whatTheSensorSaysIsNotSaidOfTheStack() throws IOException {
    words = Dialect.overlaid("keywords:\n  saturation: [MYFULL]\n", "own.yaml");
    ofRaw.addAll(List.of("CVF", "READNOIS", "SATLEVEL", "MYFULL", "TIMESYS", "FOCUSER"));
    eightLights(false);
    made(job(CombineMethod.MEAN), 64);
    FitsHeader header = contents().images().get(0).header();
    for (String keyword : List.of("CVF", "READNOIS", "SATLEVEL", "MYFULL", "TIMESYS")) {
      assertFalse(header.has(keyword), keyword);
    }
    assertEquals("7", header.text("FOCUSER").orElseThrow());
    assertTrue(header.has("GAIN") && header.has("SATURATE"));
  }

  /**
   * A rectangle about a row across a light that is turned by 40 degrees is most of the light: rows
   * are cut, and the stack comes out the same.
   */
  @Test
  void rowsAcrossTurnedLightsAreCut() throws IOException {
    light(0, Transform.IDENTITY, 1, 200, false, 1);
    light(1, moved(3.2, -1.7, 0.004), 1, 200, false, 2);
    FieldReference wide = new FieldReference(lights.get(0).product(), 0, 9600, SIZE);
    assertEquals(9600, job(CombineMethod.MEAN, wide).columns());
    light(2, moved(0, 0, Math.PI / 2), 1, 200, false, 3);
    assertEquals(9600, job(CombineMethod.MEAN, wide).columns(), "its columns are rows");
    light(3, moved(0, 0, Math.toRadians(40)), 1, 200, false, 4);
    int columns = job(CombineMethod.MEAN, wide).columns();
    assertEquals(0, columns % 64);
    double turned = Math.sin(Math.toRadians(80)) / 2;
    assertTrue(turned * columns < 8 * 32 && turned * columns > 64, columns + " columns");
  }

  /** None of a target's catalogues could be read. */
  @Test
  void aStackOfNoLightsNeedsNoReference() throws IOException {
    StackJob job = job(CombineMethod.MEAN, null);
    assertFalse(job.canBeMade());
    assertEquals(1, job.leftOut().size());
  }

  /** A light whose pixels are sums of 2 x 2 of the reference's has four times its sky in each. */
  @Test
  void levelsAreThoseOfAPixelOfTheReference() throws IOException {
    light(0, Transform.IDENTITY, 1, 100, false, 1);
    Transform halved =
        new Transform(0, 0, 1, new double[] {-0.25, 0.5, 0}, new double[] {-0.25, 0, 0.5});
    light(1, halved, 1, 400, false, 2);
    StackJob job = job(CombineMethod.MEAN);
    made(job, 64);
    FitsHeader header = contents().images().get(0).header();
    assertEquals(100, header.number("SKYLEVEL").orElseThrow(), 1e-9);
    assertEquals(15_000, header.number("SATURATE").orElseThrow(), 1e-6);
    double[] parts = job.parts(0);
    // Electrons of a star are the same in whatever pixels, and so is their noise.
    double ofOneUnit = (parts[0] * parts[0] + parts[1] * parts[1]) / GAIN;
    assertEquals(1 / ofOneUnit, header.number("GAIN").orElseThrow(), 1e-6);
    double sum = 0;
    float[] values = plane(contents(), 0);
    for (int y = 100; y < 140; y++) {
      for (int x = 100; x < 140; x++) {
        sum += values[y * SIZE + x] / 1600;
      }
    }
    assertEquals(100, sum, 1.5, "mean of the sky");
  }

  /** What is subtracted as bias is not left for light. */
  @Test
  void saturationIsThatOfWhatIsLeftOfTheRawValues() throws IOException {
    eightLights(false);
    made(job(CombineMethod.MEAN), 64);
    double without = contents().images().get(0).header().number("SATURATE").orElseThrow();
    lights.clear();
    bias = "masters/bias.fits";
    eightLights(false);
    made(job(CombineMethod.MEAN), 64);
    assertFalse(contents().images().get(0).header().has("SATURATE"), "the master is gone");
    master(bias, 1000);
    Files.delete(output.resolve("stacks/2026-11-30/m7-V.fits"));
    made(job(CombineMethod.MEAN), 64);
    double with = contents().images().get(0).header().number("SATURATE").orElseThrow();
    assertEquals(1000, without - with, 1e-6, "of the light of scale 1, which is the first");
  }

  /** Writes a master all of whose pixels are the same. */
  private void master(String path, float level) throws IOException {
    ProductHeader header = ProductHeader.ofImage(SIZE, SIZE);
    try (ProductFile file = new ProductFile(storage.create(output.resolve(path).toString()))) {
      ProductWriter.Image image = file.add(header);
      ByteBuffer bytes = ByteBuffer.allocate(SIZE * SIZE * Float.BYTES);
      for (int k = 0; k < SIZE * SIZE; k++) {
        bytes.putFloat(level);
      }
      image.write(bytes.flip());
      file.finish(whole -> {});
    }
  }

  private double saturation() throws IOException {
    lights.clear();
    eightLights(false);
    made(job(CombineMethod.MEAN), 64);
    return contents().images().get(0).header().number("SATURATE").orElse(Double.NaN);
  }

  /** Darks without biases hold the offset; masters may be of another folder, or a part of one. */
  @Test
  void saturationIsLessAllThatMastersAndOverscanHaveTakenAway() throws IOException {
    double without = saturation();
    bias = "NONE";
    dark = "masters/dark.fits";
    master(dark, 2000 / 60F);
    assertEquals(2000, without - saturation(), 0.01, "the dark of 60 s, with the bias in it");
    bias = output.resolve("library/bias.fits").toString();
    master(bias, 1000);
    dark = "NONE";
    assertEquals(1000, without - saturation(), 1e-6, "of another folder");
    bias = "masters/bias.fits[11:160,1:150]";
    master("masters/bias.fits", 700);
    assertEquals(700, without - saturation(), 1e-6, "a section");
    bias = null;
    dark = null;
    history = "overscan not subtracted";
    assertEquals(without, saturation(), 1e-6, "of the camera, not of Nightbeam");
    history = "Nightbeam: HDU 1: overscan subtracted: [1:9,1:99] of each row";
    assertTrue(Double.isNaN(saturation()), "each amplifier has its own");
    history = "Nightbeam: overscan subtracted: [1:9,1:99] of each row";
    overscan = 400;
    bias = "masters/bias.fits";
    master(bias, 3);
    assertEquals(403, without - saturation(), 1e-6, "and what the bias has beside it");
  }

  /** Its header has the coordinates of the stack, also where it is not one of its lights. */
  @Test
  void aReferenceOfAnotherFilterThatChangesMakesTheStackAnew() throws IOException {
    eightLights(false);
    light(9, Transform.IDENTITY, 1, 200, false, 99);
    FieldReference reference = new FieldReference(lights.remove(8).product(), 0, SIZE, SIZE);
    made(job(CombineMethod.MEAN, reference), 64);
    assertTrue(work().isUpToDate(job(CombineMethod.MEAN, reference)));
    solved = " solved";
    light(9, Transform.IDENTITY, 1, 200, false, 99);
    lights.remove(8);
    assertFalse(work().isUpToDate(job(CombineMethod.MEAN, reference)), "made anew");
    Files.delete(output.resolve(reference.light()));
    assertFalse(work().isUpToDate(job(CombineMethod.MEAN, reference)), "gone");
  }

  /** The grid stays where it was, whichever light then has the fluxes of the stack. */
  @Test
  void theInstantOfATrackStaysWhenItsLightDropsOut() throws IOException {
    eightLights(false);
    track = Track.of("108px/h@30");
    FieldReference reference = new FieldReference("calibrated/r.fits", 0, SIZE, SIZE);
    StackJob job = job(CombineMethod.MEAN, reference);
    double when = FramesTable.mjd(job.fluxes());
    Path gone = output.resolve(job.fluxes().product());
    Files.write(gone, Arrays.copyOf(Files.readAllBytes(gone), 30_000));
    IOException failure = null;
    try {
      work().rows(job, 100, 20);
    } catch (IOException e) {
      failure = e;
    }
    StackJob less = work().without(job, failure);
    assertFalse(less.fluxes().product().equals(job.fluxes().product()));
    made(less, 64);
    FitsHeader header = contents().images().get(0).header();
    assertEquals(when, header.number("NBTRKMJD").orElseThrow(), 1e-7);
  }

  @Test
  void lightsThatATrackCarriesAwayAreInNoStack() throws IOException {
    eightLights(false);
    track = Track.of("1e9px/h@30");
    StackJob job = job(CombineMethod.MEAN, new FieldReference("calibrated/r.fits", 0, SIZE, SIZE));
    assertFalse(job.canBeMade());
    List<String> reasons = job.leftOut().stream().map(LeftOut::why).toList();
    assertEquals(8, reasons.size());
    assertEquals(
        7,
        reasons.stream().filter(why -> why.endsWith("is the rate right?")).count(),
        reasons.toString());
  }

  /** Where files are in Hadoop's storage, one that is gone is told so. */
  @Test
  void aTrackInPixelsNeedsNoReferenceAndOneOnTheSkySaysThatItIsGone() throws IOException {
    eightLights(false);
    FieldReference reference = new FieldReference("calibrated/r.fits", 0, SIZE, SIZE);
    Storage hadoop =
        (Storage)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Storage.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("open")
                      && arguments[0].toString().endsWith("r.fits")) {
                    throw new FileNotFoundException(arguments[0].toString());
                  }
                  return method.invoke(storage, arguments);
                });
    StackWork work =
        new StackWork(
            hadoop,
            new FramePixels(hadoop, output.resolve("scratch")),
            output + "",
            false,
            "v",
            words);
    for (String text : List.of("12px/h@30", "51arcsec/h@30")) {
      track = Track.of(text);
      StackJob job =
          work.prepared(
              StackJob.of(
                  "stacks/2026-11-30/m7-V.fits",
                  "M 7",
                  reference,
                  settings(Kernel.LANCZOS3, CombineMethod.MEAN),
                  lights,
                  List.of()));
      assertEquals(text.contains("px"), job.canBeMade());
      if (!job.canBeMade()) {
        assertTrue(job.leftOut().get(0).why().contains("is gone"), job.leftOut() + "");
      }
    }
  }

  @Test
  void flagsCountAndInvalidColumnsAreFilledByOtherLights() throws IOException {
    eightLights(true);
    made(job(CombineMethod.WINSORIZED), 64);
    FitsContents contents = contents();
    float[] values = plane(contents, 0);
    float[] coverage = plane(contents, 1);
    float[] mask = plane(contents, 3);
    assertEquals(PixelFlag.SATURATED.bit(), mask[60 * SIZE + 70]);
    assertEquals(8, contents.images().get(0).header().integer("NBNFLAGS").orElseThrow());
    assertEquals(0, mask[30 * SIZE + 120]);
    double sky = contents.images().get(0).header().number("SKYLEVEL").orElseThrow();
    for (int y = 10; y < SIZE - 10; y++) {
      float value = values[y * SIZE + 33]; // a column that each light lacks, at another place
      assertEquals(sky, value, 40, "row " + y);
      assertTrue(coverage[y * SIZE + 33] < 8, "row " + y);
    }
    assertEquals(sky, values[20 * SIZE + 100], 40, "the cosmic ray");
  }

  @Test
  void aPedestalIsNotInTheStack() throws IOException {
    eightLights(false);
    made(job(CombineMethod.WINSORIZED), 64);
    float[] without = plane(contents(), 0);
    float[] sigmas = plane(contents(), 4);
    FitsHeader before = contents().images().get(0).header();
    lights.clear();
    pedestal = 500;
    eightLights(false);
    made(job(CombineMethod.WINSORIZED), 64);
    assertArrayEquals(without, plane(contents(), 0), 0.02F);
    assertArrayEquals(sigmas, plane(contents(), 4), 0.01F);
    FitsHeader header = contents().images().get(0).header();
    assertEquals(before.number("SKYLEVEL"), header.number("SKYLEVEL"));
    assertFalse(header.has("PEDESTAL"));
    String product = output.resolve("calibrated/light0.fits").toString();
    assertEquals(200, ProductImage.read(storage, product, 0).pixels()[5][5], 100, "read again");
  }

  @Test
  void aStackThatWasMadeWithoutAPictureGetsItLater() throws IOException {
    eightLights(false);
    StackJob job = job(CombineMethod.MEAN);
    made(job, 64);
    Path picture = output.resolve(PreviewPath.picture(job.path()));
    byte[] before = Files.readAllBytes(picture);
    Files.delete(picture);
    work().addPicture(job);
    assertArrayEquals(before, Files.readAllBytes(picture));
    Files.write(picture, new byte[] {1});
    work().addPicture(job);
    assertEquals(1, Files.size(picture), "one that is there stays");
  }

  @Test
  void bandsAndTheirOrderDoNotMatter() throws IOException {
    eightLights(true);
    StackJob job = job(CombineMethod.SIGMA_CLIP);
    Path file = output.resolve("stacks/2026-11-30/m7-V.fits");
    made(job, 64);
    byte[] first = Files.readAllBytes(file);
    made(job, 17);
    assertArrayEquals(first, Files.readAllBytes(file));
  }

  @Test
  void anUpToDateStackIsKnownAndADamagedOneIsNot() throws IOException {
    eightLights(false);
    StackJob job = job(CombineMethod.MEAN);
    assertFalse(work().isUpToDate(job));
    made(job, 50);
    assertTrue(work().isUpToDate(job));
    assertFalse(work().isUpToDate(job(CombineMethod.WINSORIZED)), "other options");
    lights.remove(7);
    assertFalse(work().isUpToDate(job(CombineMethod.MEAN)), "other lights");
    Path file = output.resolve("stacks/2026-11-30/m7-V.fits");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 5000] ^= 4;
    Files.write(file, bytes);
    assertFalse(work().isUpToDate(job));
  }

  @Test
  void aLightThatCannotBeReadIsLeftOutWithTheReason() throws IOException {
    eightLights(false);
    Files.delete(output.resolve("calibrated/light3.fits"));
    StackJob job = job(CombineMethod.MEAN);
    assertEquals(7, job.lights().size());
    LeftOut left = job.leftOut().get(1);
    assertEquals("calibrated/light3.fits", left.product());
    assertTrue(left.why().startsWith("its product cannot be read: "), left.why());
    // And one that is cut off while it is read.
    Path cut = output.resolve("calibrated/light5.fits");
    Files.write(cut, Arrays.copyOf(Files.readAllBytes(cut), 30_000));
    IOException failure = null;
    try {
      work().rows(job, 100, 20);
    } catch (IOException e) {
      failure = e;
    }
    StackJob less = work().without(job, failure);
    assertEquals(6, less.lights().size());
    assertEquals("calibrated/light5.fits", less.leftOut().get(2).product());
    assertTrue(less.leftOut().get(2).why().contains("truncated"), less.leftOut().get(2).why());
    assertEquals(null, work().without(job, new IOException("disk full")));
  }

  /** The target sets: blue fades more than green, and green more than red; the first is highest. */
  @Test
  void eachColourHasAScaleOfItsOwn() throws IOException {
    cell = "RGGB";
    for (int k = 0; k < 8; k++) {
      dimmed = new double[] {1 - 0.02 * k, 1 - 0.05 * k, 1 - 0.09 * k};
      light(k, moved(0.7 * k, -0.4 * k, 0.001 * k), 1, 200, false, 1 + k);
    }
    StackJob job = job(CombineMethod.MEAN);
    made(job, SIZE);
    FitsHeader header = primary();
    FloatBuffer values = cube();
    for (int c = 0; c < 3; c++) {
      String of = "_" + "RGB".charAt(c);
      double sky = header.number("SKYLEV" + of).orElseThrow();
      double sum = 0;
      for (int y = 48; y <= 72; y++) {
        for (int x = 58; x <= 82; x++) {
          sum += values.get((c * SIZE + y) * SIZE + x) - sky;
        }
      }
      // Of sparse pixels an interpolated star has its flux to about a hundredth.
      assertEquals(1, sum / FLUX, 0.012, "flux" + of);
      assertEquals(200, sky, 1, "the sky is dimmed as the star is" + of);
      double blue = c == 2 ? 1 / (1 - 0.09 * 7) : c == 1 ? 1 / (1 - 0.05 * 7) : 1 / (1 - 0.02 * 7);
      assertEquals(blue, job.lights(c).get(7).scale(), 1e-12, "scale" + of);
    }
    assertFalse(header.cards().toString().contains("scaled as G"));
  }

  /** Behind a filter that blue hardly passes it has no stars: said, and never without a scale. */
  @Test
  void aColourWithoutStarsIsScaledAsGreen() throws IOException {
    cell = "GRBG";
    blueIsNotKnown = true;
    for (int k = 0; k < 8; k++) {
      dimmed = new double[] {1 - 0.02 * k, 1 - 0.05 * k, 1 - 0.05 * k};
      light(k, moved(0.7 * k, -0.4 * k, 0.001 * k), 1, 200, false, 1 + k);
    }
    StackJob job = job(CombineMethod.MEAN);
    made(job, SIZE);
    assertEquals(1 / (1 - 0.05 * 7), job.lights(2).get(7).scale(), 1e-12);
    String said = primary().cards().toString();
    assertTrue(said.contains("Nightbeam: B of 7 lights is scaled as G"), said);
    assertFalse(said.contains("R of"), said);
  }

  /** FITS 4.0, section 8.1: as many axes as the cube has, and a matrix that has an inverse. */
  @Test
  void theCoordinatesOfACubeHaveItsAxes() throws IOException {
    cell = "RGGB";
    eightLights(false);
    made(job(CombineMethod.MEAN), SIZE);
    FitsHeader header = primary();
    assertEquals(3, header.number("WCSAXES").orElse(0));
    List<String> keywords = header.cards().stream().map(FitsHeader::keyword).toList();
    assertEquals(1, Collections.frequency(keywords, "WCSAXES"));
    assertTrue(keywords.indexOf("WCSAXES") < keywords.indexOf("CTYPE1"), keywords.toString());
    assertEquals("RGB", header.text("CTYPE3").orElse(""));
    double determinant = 1;
    for (int axis = 1; axis <= 3; axis++) {
      determinant *= header.number("CD" + axis + "_" + axis).orElse(0);
    }
    assertEquals(-1e-8, determinant, 1e-20);
    assertEquals(1, header.number("CRPIX3").orElse(0));
    assertEquals(1, header.number("CRVAL3").orElse(0));
  }
}

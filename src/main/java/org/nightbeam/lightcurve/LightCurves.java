package org.nightbeam.lightcurve;

import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.nightbeam.catalogue.Catalogue;
import org.nightbeam.catalogue.CataloguePath;
import org.nightbeam.catalogue.CatalogueReader;
import org.nightbeam.fits.FitsHeader;
import org.nightbeam.fits.UnreadableFileException;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.Pointing;
import org.nightbeam.pixels.ProductImage;
import org.nightbeam.reason.ReasonCode;
import org.nightbeam.registration.FieldReference;
import org.nightbeam.registration.Placement;
import org.nightbeam.registration.Transform;
import org.nightbeam.storage.NewFile;
import org.nightbeam.storage.OutputLayout;
import org.nightbeam.storage.Storage;
import org.nightbeam.table.FrameRow;
import org.nightbeam.time.JulianDate;

/**
 * The light curves of an output, step by step: what is measured in a field, what a light measures,
 * the curves of a field, the list of all. Each step reads what it needs from the output. What a
 * light has measured is kept beside the curves, so that a new light costs a light. Safe for use by
 * several threads.
 */
public final class LightCurves {
  private static final int DEFAULT_MESH = 64;

  /** A file of what a light measures begins with a hash of what it follows from. */
  private static final int KEY_BYTES = 32;

  private final Storage storage;
  private final String output;
  private final CurveSettings settings;
  private final String version;
  private final List<Targets.Target> targets;

  /**
   * @param output folder of the products
   * @param version of the software
   */
  public LightCurves(Storage storage, String output, CurveSettings settings, String version) {
    this.storage = storage;
    this.output = output;
    this.settings = settings;
    this.version = version;
    this.targets = Targets.read(settings.targets(), settings.targetsName());
  }

  /** Returns whether a row is of a light that can be measured. */
  public static boolean has(FrameRow row) {
    return row.frame() != null && !row.output().isEmpty() && row.placement().isFound();
  }

  /**
   * Returns what is measured in the lights of a field, for each filter.
   *
   * @param lights all of one field
   */
  public List<FieldStars> stars(List<FrameRow> lights) throws IOException {
    Placement any = lights.get(0).placement();
    FieldReference reference = any.reference();
    Catalogue catalogue = catalogue(reference.light(), reference.hdu());
    FieldStarsMaker maker =
        new FieldStarsMaker(
            catalogue.frame(),
            catalogue.width(),
            catalogue.height(),
            cfa(catalogue).indexOf('G') + 1,
            header(reference));
    SortedMap<String, Transform> transforms = new TreeMap<>();
    SortedMap<String, Integer> filters = new TreeMap<>();
    for (FrameRow light : lights) {
      transforms.put(light.path(), light.placement().transform());
      filters.merge(light.frame().filter(), 1, Integer::sum);
    }
    Map<Targets.Target, double[]> found = new LinkedHashMap<>();
    for (Targets.Target target : targets) {
      double[] place = maker.place(target, transforms);
      if (place != null) {
        found.put(target, place);
      }
    }
    List<FieldStars> stars = new ArrayList<>();
    for (String filter : filters.keySet()) {
      stars.add(
          maker.stars(
              any.field(),
              filter,
              reference.light(),
              unit(catalogue.header()),
              settings.mostStars(),
              found));
    }
    return stars;
  }

  /** Returns the colours of the cell; empty for a monochrome sensor. */
  private static String cfa(Catalogue catalogue) {
    return catalogue.header().text("NBCFA").orElse("").toUpperCase(Locale.ROOT);
  }

  private Catalogue catalogue(String light, int hdu) throws IOException {
    return CatalogueReader.read(storage, OutputLayout.in(output, CataloguePath.of(light, hdu)));
  }

  /** Returns the header of a reference; an empty one if its product is gone: it may be of old. */
  private FitsHeader header(FieldReference reference) throws IOException {
    try {
      return ProductImage.header(
          storage, OutputLayout.in(output, reference.light()), reference.hdu());
    } catch (NoSuchFileException | FileNotFoundException | UnreadableFileException gone) {
      return new FitsHeader(List.of());
    }
  }

  /** Returns the unit of the fluxes of a catalogue. */
  private static String unit(FitsHeader header) {
    for (int number = 1; header.has("TTYPE" + number); number++) {
      if (header.text("TTYPE" + number).orElse("").equals("flux")) {
        return header.text("TUNIT" + number).orElse("adu");
      }
    }
    return "adu";
  }

  /**
   * Measures a light, unless that was done before, and keeps what it measures in a file.
   *
   * @return name of the file, below the output
   * @throws UnreadableFileException if its product or its catalogue is gone or damaged
   */
  public String measure(FrameRow light, FieldStars stars) throws IOException {
    Catalogue catalogue = read(light, () -> catalogue(light.output(), light.hdu()));
    MeasuredLight.About about = about(light);
    byte[] key = key(light, stars, catalogue.header(), about);
    String file = measured(light);
    String uri = OutputLayout.in(output, file);
    byte[] known = read(uri);
    if (known != null
        && known.length > key.length
        && Arrays.equals(known, 0, key.length, key, 0, key.length)) {
      return file;
    }
    ProductImage image =
        read(
            light,
            () -> ProductImage.read(storage, OutputLayout.in(output, light.output()), light.hdu()));
    int mesh = (int) catalogue.header().number("NBMESH").orElse(DEFAULT_MESH);
    double gain = catalogue.header().number("NBGAIN").orElse(Double.NaN);
    byte[] fresh =
        new LightMeasurer(stars, mesh)
            .measure(
                about,
                image,
                catalogue.frame(),
                gain,
                light.placement().transform(),
                cfa(catalogue))
            .coded();
    try (NewFile kept = storage.createReplaceable(uri)) {
      kept.write(ByteBuffer.wrap(key));
      kept.write(ByteBuffer.wrap(fresh));
      kept.commit();
    }
    return file;
  }

  private interface Reading<T> {
    T read() throws IOException;
  }

  private static <T> T read(FrameRow light, Reading<T> reading) throws UnreadableFileException {
    try {
      return reading.read();
    } catch (IOException e) {
      throw new UnreadableFileException(
          ReasonCode.UNREADABLE,
          light.path()
              + " is in no light curve: what was made of it cannot be read: "
              + e.getMessage(),
          e);
    }
  }

  private String measured(FrameRow light) {
    String catalogue = CataloguePath.of(light.output(), light.hdu());
    String name = catalogue.substring(OutputLayout.SOURCES.length() + 1);
    return OutputLayout.MEASURED + "/" + name.replaceFirst("\\.cat\\.fits$", ".measured");
  }

  private byte[] read(String uri) throws IOException {
    try (InputStream in = Channels.newInputStream(storage.open(uri))) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      in.transferTo(bytes);
      return bytes.toByteArray();
    } catch (NoSuchFileException | FileNotFoundException none) {
      return null;
    }
  }

  /** Returns what a measurement follows from, as a hash. */
  private byte[] key(
      FrameRow light, FieldStars stars, FitsHeader catalogue, MeasuredLight.About about)
      throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(stars.coded());
      String text =
          String.join(
              "\n",
              version,
              catalogue.text("NBFPRINT").orElse(""),
              catalogue.text("DATASUM").orElse(""),
              light.placement().transform().toString(),
              about.toString());
      return digest.digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException impossible) { // every Java has it
      throw new IllegalStateException(impossible);
    }
  }

  private static MeasuredLight.About about(FrameRow light) {
    Frame frame = light.frame();
    Pointing pointing = frame.pointing();
    Instant start = frame.time();
    double half = frame.exposure() >= 0 ? frame.exposure() / 2 : Double.NaN;
    return new MeasuredLight.About(
        frame.path(),
        start == null || Double.isNaN(half)
            ? Double.NaN
            : JulianDate.utc(start).plusSeconds(half).days(),
        frame.exposure(),
        pointing.airmass(),
        light.statistics().quality().fwhm(),
        pointing.rightAscension(),
        pointing.declination(),
        pointing.longitude(),
        pointing.latitude());
  }

  /**
   * Makes and writes the curves of a field.
   *
   * @param measured files of what its lights have measured, by their names below the output, in any
   *     order; they are read several times, so that memory holds one of them
   * @param leftOut a sentence for each light that could not be measured
   */
  public FieldResult solve(FieldStars stars, Collection<String> measured, List<String> leftOut)
      throws IOException {
    List<String> files = measured.stream().sorted().toList();
    FieldCurves curves;
    try {
      curves = new FieldSolver(stars, settings).solve(() -> blocks(files));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    CurveFile file = new CurveFile(stars, settings, version);
    for (LightCurve curve : curves.curves()) {
      file.write(storage, output, curve);
    }
    file.writeScatter(storage, output, curves);
    return FieldResult.of(curves, leftOut.stream().sorted().toList());
  }

  private Iterator<byte[]> blocks(List<String> files) {
    return files.stream().map(this::block).iterator();
  }

  private byte[] block(String file) {
    try (InputStream in = Channels.newInputStream(storage.open(OutputLayout.in(output, file)))) {
      in.skipNBytes(KEY_BYTES);
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes the table of all stars, and the list of all curves. */
  public void finish(List<FieldResult> fields) throws IOException {
    List<FieldResult> sorted = new ArrayList<>(fields);
    sorted.sort(FieldResult.ORDER);
    StarsFile.write(storage, output, sorted, version);
    CurveList.write(storage, output, sorted, targets);
  }
}

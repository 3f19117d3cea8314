package org.nightbeam.lightcurve;

import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
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
import org.nightbeam.storage.Sha256;
import org.nightbeam.storage.Storage;
import org.nightbeam.table.FrameRow;
import org.nightbeam.time.JulianDate;

/**
 * The light curves of an output, step by step: what is measured in a field, what a light measures,
 * the curves of a field, the list of all. Each step reads what it needs from the output. The
 * measurements of a light are kept with the curves, so that only new lights are measured. Safe for
 * use by several threads.
 *
 * <p>It is one class of more than 400 lines, as all steps share the names and the keys of the files
 * that are kept.
 */
public final class LightCurves {
  private static final int DEFAULT_MESH = 64;

  /**
   * A file of what a light measures begins with a hash of what it follows from, and one of the
   * stars, by which a later run sees whether they are those of its other lights.
   */
  private static final int KEY_BYTES = 64;

  private static final int OF_STARS = 32; // where the second begins

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
    List<String> notes = new ArrayList<>();
    for (Targets.Target target : targets) {
      double[] place = maker.place(target, transforms, notes);
      if (place == null && transforms.keySet().stream().noneMatch(target::isOn)) {
        place = placeBefore(target, any.field(), filters.keySet(), reference.light());
      }
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
              reference,
              unit(catalogue.header()),
              settings.mostStars(),
              found,
              notes));
    }
    return stars;
  }

  /**
   * Returns where earlier runs have found a target on the same reference; null if they have not.
   */
  private double[] placeBefore(
      Targets.Target target, String field, Collection<String> filters, String reference)
      throws IOException {
    for (String filter : filters) {
      KeptField before = kept(field, filter);
      double[] place = before == null ? null : before.place(target, reference);
      if (place != null) {
        return place;
      }
    }
    return null;
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
   * @return the light with the name of the file
   * @throws UnreadableFileException if its product or its catalogue is gone or damaged
   */
  public KeptLight measure(FrameRow light, FieldStars stars) throws IOException {
    Catalogue catalogue = read(light, () -> catalogue(light.output(), light.hdu()));
    MeasuredLight.About about = about(light, catalogue.header().text("NBERRORS").orElse(""));
    byte[] key = key(light, stars, catalogue.header(), about);
    String file = measured(light);
    KeptLight kept = new KeptLight(night(light), file);
    String uri = OutputLayout.in(output, file);
    byte[] known = read(uri);
    if (known != null
        && known.length > key.length
        && Arrays.equals(known, 0, key.length, key, 0, key.length)) {
      return kept;
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
    write(uri, key, fresh);
    return kept;
  }

  private void write(String uri, byte[]... parts) throws IOException {
    try (NewFile file = storage.createReplaceable(uri)) {
      for (byte[] part : parts) {
        file.write(ByteBuffer.wrap(part));
      }
      file.commit();
    }
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
              + " is in no light curve: its measurements cannot be read: "
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

  /** Returns what a measurement follows from, and the stars, each as a hash. */
  private byte[] key(
      FrameRow light, FieldStars stars, FitsHeader catalogue, MeasuredLight.About about)
      throws IOException {
    byte[] ofStars = hash(stars);
    MessageDigest digest = Sha256.digest();
    digest.update(ofStars);
    String text =
        String.join(
            "\n",
            version,
            catalogue.text("NBFPRINT").orElse(""),
            catalogue.text("DATASUM").orElse(""),
            light.placement().transform().toString(),
            about.toString());
    byte[] key = Arrays.copyOf(digest.digest(text.getBytes(StandardCharsets.UTF_8)), KEY_BYTES);
    System.arraycopy(ofStars, 0, key, OF_STARS, ofStars.length);
    return key;
  }

  private static byte[] hash(FieldStars stars) throws IOException {
    return Sha256.digest().digest(stars.withoutNotes().coded());
  }

  private static String night(FrameRow light) {
    LocalDate night = light.frame().night();
    return night == null ? "" : night.toString();
  }

  static MeasuredLight.About about(FrameRow light, String errors) {
    Frame frame = light.frame();
    Pointing pointing = frame.pointing();
    // The midnight of a date alone is no time of an exposure.
    Instant start = frame.notes().dateAlone() ? null : frame.time();
    double half = frame.exposure() >= 0 ? frame.exposure() / 2 : Double.NaN;
    return new MeasuredLight.About(
        frame.path(),
        night(light),
        start == null || Double.isNaN(half)
            ? Double.NaN
            : JulianDate.utc(start).plusSeconds(half).days(),
        frame.exposure(),
        pointing.airmass(),
        light.statistics().quality().fwhm(),
        pointing.rightAscension(),
        pointing.declination(),
        pointing.longitude(),
        pointing.latitude(),
        errors);
  }

  /**
   * Makes and writes the curves of a field, of these lights and those that earlier runs have
   * measured in other nights.
   *
   * @param measured lights of this run, in any order; files are read several times, so that memory
   *     holds one of them
   * @param leftOut a sentence for each light that could not be measured
   */
  public FieldResult solve(FieldStars stars, Collection<KeptLight> measured, List<String> leftOut)
      throws IOException {
    List<String> told = new ArrayList<>(leftOut);
    told.addAll(stars.notes());
    List<KeptLight> lights = new ArrayList<>(measured);
    lights.addAll(ofEarlierNights(stars, measured, told));
    lights.sort(Comparator.comparing(KeptLight::file));
    FieldCurves curves = solved(stars, lights);
    CurveFile file = new CurveFile(stars, settings, version, false);
    for (LightCurve curve : curves.curves()) {
      file.write(storage, output, curve);
    }
    file.writeScatter(storage, output, curves);
    FieldResult result = FieldResult.of(curves, told.stream().sorted().toList());
    String kept = KeptField.path(stars.name(), stars.filter());
    write(OutputLayout.in(output, kept), new KeptField(result, lights, targets).coded());
    return result;
  }

  private FieldCurves solved(FieldStars stars, List<KeptLight> lights) throws IOException {
    try {
      return new FieldSolver(stars, settings)
          .solve(() -> lights.stream().map(light -> block(light.file())).iterator());
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Returns the lights of nights that this run has none of, if the same stars are measured. */
  private List<KeptLight> ofEarlierNights(
      FieldStars stars, Collection<KeptLight> measured, List<String> told) throws IOException {
    KeptField before = kept(stars.name(), stars.filter());
    if (before == null) {
      if (read(OutputLayout.in(output, KeptField.path(stars.name(), stars.filter()))) != null) {
        told.add(
            title(stars)
                + ": what earlier runs have kept of it cannot be read, as it is damaged or of another"
                + " version of Nightbeam: its light curves have no lights but those of this run; give"
                + " all nights as --input");
      }
      return List.of();
    }
    Set<String> nights = measured.stream().map(KeptLight::night).collect(Collectors.toSet());
    Set<String> files = measured.stream().map(KeptLight::file).collect(Collectors.toSet());
    byte[] ofStars = hash(stars);
    List<KeptLight> lights = new ArrayList<>();
    int others = 0;
    for (KeptLight light : before.lights()) {
      if (nights.contains(light.night()) || files.contains(light.file())) {
        continue; // seen again, gone, or replaced by a light of the same name
      }
      byte[] key = keyOf(light);
      if (key != null && Arrays.equals(key, OF_STARS, KEY_BYTES, ofStars, 0, ofStars.length)) {
        lights.add(light);
      } else {
        others++;
      }
    }
    if (others > 0) {
      told.add(
          String.format(
              Locale.ROOT,
              "%s: %d lights of earlier nights are not in its light curves: they were"
                  + " measured for other stars or targets, or are gone; give all nights as"
                  + " --input",
              title(stars),
              others));
    }
    return lights;
  }

  private static String title(FieldStars stars) {
    return stars.name() + (stars.filter().isEmpty() ? "" : ", " + stars.filter());
  }

  private byte[] keyOf(KeptLight light) throws IOException {
    try (SeekableByteChannel file = storage.openIfThere(OutputLayout.in(output, light.file()))) {
      if (file == null) {
        return null;
      }
      byte[] key = Channels.newInputStream(file).readNBytes(KEY_BYTES);
      return key.length == KEY_BYTES ? key : null;
    }
  }

  /** Returns what an earlier run has kept of a field; null if there is nothing, or damaged. */
  private KeptField kept(String field, String filter) throws IOException {
    byte[] coded;
    // Its points are lost if it is not found.
    try (SeekableByteChannel file =
        storage.openIfThere(OutputLayout.in(output, KeptField.path(field, filter)))) {
      if (file == null) {
        return null;
      }
      coded = Channels.newInputStream(file).readAllBytes();
    }
    try {
      return KeptField.of(coded);
    } catch (IOException | RuntimeException damaged) { // of another version, or cut short
      return null;
    }
  }

  private byte[] block(String file) {
    try (InputStream in = Channels.newInputStream(storage.open(OutputLayout.in(output, file)))) {
      in.skipNBytes(KEY_BYTES);
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Writes the table of all stars, and the list of all curves: of the fields of this run, and of
   * those that earlier runs have seen in other nights.
   *
   * @param nights that this run has lights of
   */
  public void finish(List<FieldResult> fields, Set<String> nights) throws IOException {
    List<FieldResult> sorted = new ArrayList<>(fields);
    for (CurveList.Field old : CurveList.fields(storage, output)) {
      boolean here = fields.stream().anyMatch(field -> old.isOf(field.stars()));
      KeptField kept = here ? null : kept(old.name(), old.filter());
      if (kept != null && kept.isOfOthers(nights)) {
        sorted.add(kept.result());
      }
    }
    sorted.sort(FieldResult.ORDER);
    nameApart(sorted);
    StarsFile.write(storage, output, sorted, version);
    CurveList.write(storage, output, sorted, targets);
  }

  /**
   * A target that is in several fields of one filter has a curve in each. The file that bears its
   * name alone is that of the first field; those of the others bear the field's, too.
   */
  private void nameApart(List<FieldResult> fields) throws IOException {
    Map<String, FieldResult> owners = new HashMap<>();
    for (int i = 0; i < fields.size(); i++) {
      FieldResult field = fields.get(i);
      List<FieldResult.Written> curves = new ArrayList<>(field.curves());
      boolean changed = false;
      for (int k = 0; k < curves.size(); k++) {
        FieldResult owner = owners.putIfAbsent(curves.get(k).file(), field);
        if (owner != null) {
          rewrite(owner, curves.get(k).name(), false);
          String file = rewrite(field, curves.get(k).name(), true);
          curves.set(k, curves.get(k).in(file));
          changed = true;
        }
      }
      if (changed) {
        fields.set(i, field.with(curves));
      }
    }
  }

  /** Writes the files of a curve once more, when those of all fields are written. */
  private String rewrite(FieldResult field, String name, boolean withField) throws IOException {
    FieldStars stars = field.stars();
    CurveFile file = new CurveFile(stars, settings, version, withField);
    KeptField kept = kept(stars.name(), stars.filter());
    if (kept == null) {
      throw new IOException(
          OutputLayout.in(output, KeptField.path(stars.name(), stars.filter()))
              + " disappeared during the run; run again");
    }
    String path = null;
    for (LightCurve curve : solved(stars, kept.lights()).curves()) {
      if (curve.name().equals(name)) {
        file.write(storage, output, curve);
        path = file.path(curve);
      }
    }
    return path;
  }
}

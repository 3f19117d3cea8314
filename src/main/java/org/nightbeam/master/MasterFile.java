package org.nightbeam.master;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.ToDoubleFunction;
import org.nightbeam.combine.CombineMethod;
import org.nightbeam.combine.CombineSettings;
import org.nightbeam.combine.CombinedVariance;
import org.nightbeam.fits.UnreadableFileException;
import org.nightbeam.fits.product.Plane;
import org.nightbeam.fits.product.ProductFile;
import org.nightbeam.fits.product.ProductHeader;
import org.nightbeam.fits.product.ProductWriter;
import org.nightbeam.frame.CameraConfiguration;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.FrameType;
import org.nightbeam.frame.Processing;
import org.nightbeam.frame.RawLayout;
import org.nightbeam.frame.Sensor;
import org.nightbeam.header.RawHeader;
import org.nightbeam.master.store.MasterReference;
import org.nightbeam.master.store.MasterStore;
import org.nightbeam.plan.MasterSpec;
import org.nightbeam.preview.MasterPreview;
import org.nightbeam.storage.DaemonThreads;
import org.nightbeam.storage.OutputLayout;
import org.nightbeam.storage.Sha256;
import org.nightbeam.storage.Storage;

/**
 * Writes a master as a FITS file {@code masters/<night>/<type>-<what tells it apart>-<hash>.fits}:
 * the cards that all inputs share, how it was made, and the list of its inputs.
 */
public final class MasterFile {
  private static final int PIECE = 1 << 20;
  private static final int HEADERS_AT_A_TIME = 8;

  private final Storage storage;
  private final MasterStore cache;
  private final String output;
  private final String version;
  private final CombineSettings settings;
  private final MasterPlanes planes;
  private final boolean previews;

  /**
   * @param cache receives each master that is written
   * @param output folder of the run's products
   * @param version of the software, for the header
   * @param planes what is written beside the pixels
   * @param previews whether a preview is written beside it
   */
  public MasterFile(
      Storage storage,
      MasterStore cache,
      String output,
      String version,
      CombineSettings settings,
      MasterPlanes planes,
      boolean previews) {
    this.storage = storage;
    this.cache = cache;
    this.output = output;
    this.version = version;
    this.settings = settings;
    this.planes = planes;
    this.previews = previews;
  }

  /**
   * A master that was written.
   *
   * @param reference to it
   * @param file what was written
   */
  public record Finished(MasterReference reference, ProductWriter.Written file) {}

  /** Is told of a master. */
  public interface BeforeName {
    /** Is told of one that is whole and does not have its name yet. */
    void accept(Finished master) throws IOException;
  }

  /**
   * Puts together and writes a master.
   *
   * @param inputs the frames it was combined from, in {@link Frame#ORDER}
   * @param sums of the pixels of each, see {@link org.nightbeam.fits.DataSum}
   * @param tiles URIs of files with its rows as float32, big-endian, in order; where counts are
   *     wanted, beside each one that {@link #countsOf} names, with 16-bit integers
   * @param needed the masters that its inputs were corrected with
   * @param before told of the master when it is whole, and about to be given its name
   * @throws BandCombiner.InputException if the header of an input cannot be read
   */
  public Finished write(
      MasterSpec spec,
      List<MasterInput> inputs,
      List<Long> sums,
      List<String> tiles,
      List<MasterReference> needed,
      BeforeName before)
      throws IOException {
    int width = spec.configuration().width();
    int height = spec.configuration().height();
    MessageDigest digest = Sha256.digest();
    forEachPiece(tiles, digest::update);
    String hash = HexFormat.of().formatHex(digest.digest());
    ProductHeader header = header(spec, inputs, sums, needed, hash);
    String path = OutputLayout.MASTERS + "/" + spec.id() + "-" + hash.substring(0, 12) + ".fits";
    String uri = output + "/" + path;
    MasterReference master =
        new MasterReference(spec.id(), spec.type(), uri, path, width, height, header.size(), hash);
    // Nobody has anything else to do until the master is there, so both at a time.
    CompletableFuture<Void> cached = cached(master, tiles);
    ProductWriter.Written written;
    try (ProductFile file = new ProductFile(storage.create(uri))) {
      ProductWriter.Image pixels = file.add(header);
      MasterUncertainty uncertainty = uncertainty(spec, inputs, needed);
      ProductWriter.Image sigmas =
          uncertainty == null ? null : file.add(plane(Plane.UNCERT, spec, header));
      boolean colour = spec.configuration().isColour();
      MasterPreview look = previews ? new MasterPreview(width, height, colour) : null;
      forEachPiece(
          tiles,
          piece -> {
            if (look != null) {
              look.add(piece.duplicate());
            }
            pixels.write(piece.duplicate());
            if (sigmas != null) {
              sigmas.write(sigmas(piece, uncertainty));
            }
          });
      if (planes.counts()) {
        ProductWriter.Image counts = file.add(plane(Plane.COUNT, spec, header));
        forEachPiece(tiles.stream().map(MasterFile::countsOf).toList(), counts::write);
      }
      if (look != null) {
        look.write(storage, output, path); // first: a master that is there is done
      }
      written = file.finish(whole -> before.accept(new Finished(master, whole)));
    } finally {
      cached.handle((done, failure) -> null).join();
    }
    try {
      cached.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw e;
    }
    return new Finished(master, written);
  }

  /** The file of counts beside one of rows. */
  public static String countsOf(String tile) {
    return tile + ".counts";
  }

  /** Null if it is not wanted, or does not follow from what is known. */
  private MasterUncertainty uncertainty(
      MasterSpec spec, List<MasterInput> inputs, List<MasterReference> needed) throws IOException {
    Sensor sensor = planes.stated().or(inputs.get(0).frame().sensor());
    boolean known =
        !Double.isNaN(sensor.electronsPerAdu() + sensor.readNoise())
            && !spec.processing().isMaster();
    if (!planes.uncertainty() || !known) {
      return null;
    }
    double biasFactor = 0;
    for (MasterReference master : needed) {
      double factor = MasterNoise.read(storage, master).factor();
      biasFactor = master.type() == FrameType.BIAS && !Double.isNaN(factor) ? factor : biasFactor;
    }
    return new MasterUncertainty(
        spec.type(),
        sensor,
        factor(spec, inputs),
        harmonicMean(inputs, input -> input.frame().exposure()),
        spec.type() == FrameType.FLAT
            ? harmonicMean(inputs, input -> input.level().at(0, 0))
            : Double.NaN,
        biasFactor);
  }

  /** The unit as BUNIT has it; blank for a flat, which astropy reads as dimensionless. */
  private static String unit(FrameType type) {
    return switch (type) {
      case FLAT -> "";
      case BIAS -> "adu";
      default -> "adu/s";
    };
  }

  private static ProductHeader plane(Plane which, MasterSpec spec, ProductHeader ofPixels) {
    ProductHeader plane =
        ProductHeader.ofExtension(
            which == Plane.COUNT ? ProductHeader.Pixels.SHORT : ProductHeader.Pixels.FLOAT,
            spec.configuration().width(),
            spec.configuration().height());
    plane.add("EXTNAME", which.name(), "");
    if (which == Plane.UNCERT) {
      plane.add("BUNIT", ofPixels.text("BUNIT").orElse(""), "unit of the pixels");
      plane.add("UTYPE", "StdDevUncertainty", "standard deviation of each pixel");
    } else {
      plane.addHistory("Nightbeam: of how many values each pixel is made");
    }
    return plane;
  }

  private static ByteBuffer sigmas(ByteBuffer pixels, MasterUncertainty uncertainty) {
    ByteBuffer sigmas = ByteBuffer.allocate(pixels.remaining());
    while (pixels.hasRemaining()) {
      sigmas.putFloat(uncertainty.of(pixels.getFloat()));
    }
    return sigmas.flip();
  }

  private CompletableFuture<Void> cached(MasterReference master, List<String> tiles) {
    return DaemonThreads.start(
        () -> {
          cache.put(master, () -> new Tiles(tiles));
          return null;
        });
  }

  private interface PieceSink {
    void accept(ByteBuffer piece) throws IOException;
  }

  private void forEachPiece(List<String> tiles, PieceSink sink) throws IOException {
    ByteBuffer piece = ByteBuffer.allocateDirect(PIECE);
    try (Tiles pixels = new Tiles(tiles)) {
      while (pixels.read(piece.clear()) >= 0) {
        while (piece.hasRemaining() && pixels.read(piece) >= 0) {}
        sink.accept(piece.flip());
      }
    }
  }

  /** The files of the rows, one after the other. */
  private final class Tiles implements ReadableByteChannel {
    private final Iterator<String> rest;
    private SeekableByteChannel tile; // null before the first and after the last

    Tiles(List<String> tiles) {
      this.rest = tiles.iterator();
    }

    @Override
    public int read(ByteBuffer bytes) throws IOException {
      while (true) {
        int read = tile == null ? -1 : tile.read(bytes);
        if (read >= 0 || !rest.hasNext()) {
          return read;
        }
        close();
        tile = storage.open(rest.next());
      }
    }

    @Override
    public boolean isOpen() {
      return tile != null;
    }

    @Override
    public void close() throws IOException {
      if (tile != null) {
        tile.close();
        tile = null;
      }
    }
  }

  private ProductHeader header(
      MasterSpec spec,
      List<MasterInput> inputs,
      List<Long> sums,
      List<MasterReference> needed,
      String hash)
      throws IOException {
    ProductHeader header =
        ProductHeader.ofImage(spec.configuration().width(), spec.configuration().height());
    header.keep(commonCards(inputs));
    RawLayout layout = inputs.get(0).frame().layout();
    if (layout.isTrimmed()) {
      header.moveOrigin(layout.image().columnsFrom(), layout.image().rowsFrom());
    }
    FrameType type = spec.type();
    header.add("NBMASTER", type.label(), "this is a combined master of that type");
    header.add(
        "NBNIGHT",
        spec.night() == null ? "unknown" : spec.night().toString(),
        "local date of the night");
    if (type.isDark()) {
      header.add("NBEXPTIM", spec.exposure(), "[s] exposure time of the inputs");
    }
    addConfiguration(header, spec);
    if (spec.processing().isMaster()) {
      header.add("NBFOREIG", spec.processing().name(), "of a master of other software");
    }
    header.add("BUNIT", unit(type), type == FrameType.FLAT ? "no unit" : "unit of the pixels");
    header.add("NBVERSN", version, "Nightbeam version");
    header.add(
        "NBCOMBIN",
        settings.forFrames(inputs.size()).description(),
        "how the inputs were combined");
    header.add("NBHASH", hash, "SHA-256");
    header.add("NBFPRINT", fingerprint(spec, inputs, sums, needed), "");
    for (MasterReference master : needed) {
      String key = "NB" + master.type().label().substring(0, 4).toUpperCase(Locale.ROOT);
      header.add(key, master.path(), "master that was subtracted");
      header.add(key + "H", master.sha256(), "");
    }
    header.add("NCOMBINE", inputs.size(), "number of inputs");
    addNoise(header, spec, inputs);
    for (int i = 0; i < inputs.size(); i++) {
      String name = inputs.get(i).frame().path();
      int hdu = inputs.get(i).frame().hdu();
      header.add(
          inputKeyword(i),
          hdu == 0 ? name : name + "[" + hdu + "]",
          "DATASUM of its pixels: " + sums.get(i));
    }
    if (!spec.configuration().preparation().isEmpty()) {
      header.addHistory("Nightbeam: before that: " + spec.configuration().preparation());
    }
    header.addHistory(history(spec, inputs.size()));
    if (!spec.remark().isEmpty()) {
      header.addHistory("Nightbeam: " + spec.remark());
    }
    return header;
  }

  /** What the master's noise follows from, see {@link MasterNoise}. */
  private void addNoise(ProductHeader header, MasterSpec spec, List<MasterInput> inputs) {
    if (spec.processing().isMaster()) {
      return; // nobody knows what went into it
    }
    header.add(MasterNoise.FACTOR, factor(spec, inputs), "variance, in units of that of one input");
    if (spec.type() != FrameType.BIAS) {
      header.add(
          MasterNoise.SECONDS,
          harmonicMean(inputs, input -> input.frame().exposure()),
          "[s] exposure time of the inputs, harmonic mean");
    }
    if (spec.type() == FrameType.FLAT) {
      for (int channel = 0; channel < 4; channel++) {
        int y = channel / 2;
        int x = channel % 2;
        header.add(
            MasterNoise.LEVEL + (channel + 1),
            harmonicMean(inputs, input -> input.level().at(y, x)),
            "[adu] level of the inputs, harmonic mean");
      }
    }
  }

  private double factor(MasterSpec spec, List<MasterInput> inputs) {
    if (settings.method() != CombineMethod.WEIGHTED_MEAN) {
      return CombinedVariance.of(settings, inputs.size());
    }
    // Weights are inverse variances: their sum is the inverse variance of the mean.
    double sum = inputs.stream().mapToDouble(input -> input.weight(spec.type())).sum();
    double ofOne =
        switch (spec.type()) {
          case BIAS -> 1;
          case FLAT -> harmonicMean(inputs, input -> input.level().at(0, 0));
          default -> {
            double seconds = harmonicMean(inputs, input -> input.frame().darkSeconds());
            yield seconds > 0 ? seconds * seconds : 1;
          }
        };
    return ofOne / sum;
  }

  private static double harmonicMean(List<MasterInput> inputs, ToDoubleFunction<MasterInput> of) {
    return inputs.size() / inputs.stream().mapToDouble(input -> 1 / of.applyAsDouble(input)).sum();
  }

  private String fingerprint(
      MasterSpec spec, List<MasterInput> inputs, List<Long> sums, List<MasterReference> needed) {
    Fingerprint fingerprint = new Fingerprint();
    fingerprint.add("type", spec.type());
    fingerprint.add("combined by", settings.forFrames(inputs.size()).description());
    fingerprint.add("colour pattern", spec.configuration().cfaPattern());
    fingerprint.add("preparation", spec.configuration().preparation());
    for (int i = 0; i < inputs.size(); i++) {
      Frame frame = inputs.get(i).frame();
      fingerprint.add("format", frame.format());
      fingerprint.add("pixels", sums.get(i));
      fingerprint.add("exposure", frame.darkSeconds());
    }
    needed.forEach(master -> fingerprint.add("master", master.sha256()));
    return fingerprint.hex();
  }

  /** What the master is matched by: a later run takes it from here, see {@link LibraryMaster}. */
  private static void addConfiguration(ProductHeader header, MasterSpec spec) {
    if (spec.type().isDark() && !Double.isNaN(spec.temperature())) {
      header.add("NBTEMP", spec.temperature(), "[C] temperature of the sensor");
    }
    if (spec.type() == FrameType.FLAT) {
      header.add("NBFILTER", spec.filter(), "filters in the beam");
      if (!Double.isNaN(spec.rotator())) {
        header.add("NBROTAT", spec.rotator(), "[deg] angle of the rotator");
      }
    }
    CameraConfiguration camera = spec.configuration();
    header.add("NBCAMERA", camera.camera(), "camera");
    header.add("NBHDU", camera.hdu(), "HDU of the raw frames");
    header.add("NBXBIN", camera.xbin(), "binning along the row");
    header.add("NBYBIN", camera.ybin(), "binning along the column");
    header.add("NBGAIN", camera.gain(), "gain setting");
    header.add("NBOFFSET", camera.offset(), "offset setting");
    header.add("NBREADM", camera.readoutMode(), "readout mode");
    header.add("NBROWORD", camera.rowOrder(), "row order");
    header.add("NBCFA", camera.cfaPattern(), "colour filter array");
    if (!camera.setup().isEmpty()) {
      header.add("NBSETUP", camera.setup(), "what else must agree");
    }
    if (!camera.preparation().isEmpty()) {
      header.add("NBPREPAR", camera.preparation(), "what was done to raw values first");
    }
  }

  /** NBIN0001 ..., and NBI10000 ... where that does not fit. */
  private static String inputKeyword(int index) {
    return index < 9999 ? String.format("NBIN%04d", index + 1) : "NBI" + (index + 1);
  }

  private String history(MasterSpec spec, int inputs) {
    String of =
        switch (spec.type()) {
          case BIAS -> "b";
          case DARK, DARK_FLAT ->
              spec.processing() == Processing.CORRECTED_PER_SECOND
                  ? "d"
                  : spec.biasId() == null ? "d / t" : "(d - bias) / t";
          default -> {
            String bias = spec.biasId() == null ? "" : " - bias";
            String dark = spec.darkId() == null ? "" : " - dark * t";
            yield "g / mean(g), g = f" + bias + dark;
          }
        };
    return String.format(
        "Nightbeam: master %s = %s of %d frames of %s",
        spec.type().label(), settings.forFrames(inputs).method().name(), inputs, of);
  }

  /** The cards that every input has, as the first one has them. */
  private List<String> commonCards(List<MasterInput> inputs) throws IOException {
    List<List<String>> cardsOfAll =
        DaemonThreads.map(inputs, HEADERS_AT_A_TIME, this::cards); // far storage answers slowly
    Set<String> common = new LinkedHashSet<>(cardsOfAll.get(0));
    cardsOfAll.forEach(cards -> common.retainAll(new HashSet<>(cards)));
    return common.stream().filter(MasterFile::standsAlone).toList();
  }

  private List<String> cards(MasterInput input) throws IOException {
    try {
      return RawHeader.cards(storage, input.frame());
    } catch (UnreadableFileException e) {
      throw new BandCombiner.InputException(input.frame(), e);
    }
  }

  /**
   * A card torn from its CONTINUE cards says nothing, nor do blanks and another program's history.
   */
  private static boolean standsAlone(String card) {
    return !card.isBlank()
        && !card.startsWith("CONTINUE")
        && !card.startsWith("HISTORY")
        && !card.stripTrailing().endsWith("&'");
  }
}

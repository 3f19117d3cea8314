package org.nightbeam.master;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.security.MessageDigest;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.nightbeam.combine.CombineSettings;
import org.nightbeam.fits.product.Plane;
import org.nightbeam.fits.product.ProductFile;
import org.nightbeam.fits.product.ProductHeader;
import org.nightbeam.fits.product.ProductWriter;
import org.nightbeam.frame.Frame;
import org.nightbeam.header.dialect.Dialect;
import org.nightbeam.master.store.MasterReference;
import org.nightbeam.master.store.MasterStore;
import org.nightbeam.plan.MasterSpec;
import org.nightbeam.preview.MasterPreview;
import org.nightbeam.storage.DaemonThreads;
import org.nightbeam.storage.OutputLayout;
import org.nightbeam.storage.Sha256;
import org.nightbeam.storage.Storage;

/**
 * Writes a master as a FITS file {@code masters/<night>/<type>-<properties>-<hash>.fits}: the cards
 * that all inputs share, how it was made, and the list of its inputs.
 */
public final class MasterFile {
  private static final int PIECE = 1 << 20;

  private final Storage storage;
  private final MasterStore cache;
  private final String output;
  private final String version;
  private final CombineSettings settings;
  private final MasterPlanes planes;
  private final boolean previews;
  private final Dialect words;

  /**
   * @param cache receives each master that is written
   * @param output folder of the run's products
   * @param version of the software, for the header
   * @param planes planes to write with the pixels
   * @param previews whether a preview is written with it
   * @param words of headers
   */
  public MasterFile(
      Storage storage,
      MasterStore cache,
      String output,
      String version,
      CombineSettings settings,
      MasterPlanes planes,
      boolean previews,
      Dialect words) {
    this.storage = storage;
    this.cache = cache;
    this.output = output;
    this.version = version;
    this.settings = settings;
    this.planes = planes;
    this.previews = previews;
    this.words = words;
  }

  /**
   * A master that was written.
   *
   * @param reference to it
   * @param file what was written
   */
  public record Finished(MasterReference reference, ProductWriter.Written file) {}

  /** Listener for masters. */
  public interface BeforeName {
    /** Called when the master is complete, before it gets its name. */
    void accept(Finished master) throws IOException;
  }

  /**
   * Assembles and writes a master.
   *
   * @param inputs the frames it was combined from, in {@link Frame#ORDER}
   * @param sums of the pixels of each, see {@link org.nightbeam.fits.checksum.DataSum}
   * @param tiles URIs of files with its rows as float32, big-endian, in order; where counts are
   *     wanted, beside each one that {@link #countsOf} names, with 16-bit integers
   * @param needed the masters that its inputs were corrected with
   * @param before called when the master is complete, before it gets its name
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
    MasterStack stack = new MasterStack(spec, inputs, sums, needed, settings);
    // Nobody has anything else to do until the master is there, so both at a time.
    CompletableFuture<ProductHeader> described = DaemonThreads.start(() -> header(stack, tiles));
    MasterPreview.Files look;
    try {
      look = previews ? look(spec, tiles) : null;
    } finally {
      described.handle((done, failure) -> null).join();
    }
    ProductHeader header = DaemonThreads.await(described);
    String hash = header.text(MasterKeyword.HASH).orElseThrow();
    String path = OutputLayout.MASTERS + "/" + spec.id() + "-" + hash.substring(0, 12) + ".fits";
    String uri = output + "/" + path;
    MasterReference master =
        new MasterReference(spec.id(), spec.type(), uri, path, width, height, header.size(), hash);
    CompletableFuture<Void> cached = cached(master, tiles); // as above, both at a time
    ProductWriter.Written written;
    try (ProductFile file = new ProductFile(storage.create(uri))) {
      ProductWriter.Image pixels = file.add(header);
      String bunit = header.text("BUNIT").orElse("");
      MasterUncertainty uncertainty =
          planes.planes().contains(Plane.UNCERT)
              ? MasterUncertainty.of(storage, stack, planes.stated())
              : null;
      Map<Plane, ProductWriter.Image> others = new EnumMap<>(Plane.class);
      for (Plane plane : planes.planes()) {
        if (plane != Plane.UNCERT || uncertainty != null) {
          others.put(plane, file.add(plane.header(width, height, bunit)));
        }
      }
      forEachPiece(
          tiles,
          piece -> {
            pixels.write(piece.duplicate());
            if (uncertainty != null) {
              others.get(Plane.UNCERT).write(uncertainty.of(piece));
            }
          });
      if (planes.counts()) {
        forEachPiece(
            tiles.stream().map(MasterFile::countsOf).toList(), others.get(Plane.COUNT)::write);
      }
      if (look != null) {
        look.write(storage, output, path); // first: a master that is there is done
      }
      written = file.finish(whole -> before.accept(new Finished(master, whole)));
    } finally {
      cached.handle((done, failure) -> null).join();
    }
    DaemonThreads.await(cached);
    return new Finished(master, written);
  }

  /** Returns the header of a master, which holds the hash of all its pixels. */
  private ProductHeader header(MasterStack stack, List<String> tiles) throws IOException {
    MessageDigest digest = Sha256.digest();
    forEachPiece(tiles, digest::update);
    String hash = HexFormat.of().formatHex(digest.digest());
    return new MasterHeader(storage, version, words).of(stack, hash);
  }

  private MasterPreview.Files look(MasterSpec spec, List<String> tiles) throws IOException {
    int width = spec.configuration().width();
    int height = spec.configuration().height();
    MasterPreview look = new MasterPreview(width, height, spec.configuration().isColour());
    forEachPiece(tiles, look::add);
    return look.files();
  }

  /** Returns the file of counts beside one of rows. */
  public static String countsOf(String tile) {
    return tile + ".counts";
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
}

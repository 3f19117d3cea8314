package org.nightbeam.master;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.SeekableByteChannel;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.nightbeam.fits.FitsHeader;
import org.nightbeam.fits.FitsScanner;
import org.nightbeam.fits.UnreadableFileException;
import org.nightbeam.fits.product.ProductFile;
import org.nightbeam.fits.product.ProductHeader;
import org.nightbeam.fits.product.ProductWriter;
import org.nightbeam.frame.FrameType;
import org.nightbeam.master.store.MasterReference;
import org.nightbeam.plan.MasterSpec;
import org.nightbeam.storage.DaemonThreads;
import org.nightbeam.storage.OutputLayout;
import org.nightbeam.storage.Sha256;
import org.nightbeam.storage.Storage;

/**
 * Writes masters in the form that other software expects: one image of float32, a bias and a dark
 * in ADU, a dark as one of its own exposure time where Nightbeam keeps its rate in ADU/s, a flat
 * with a mean of 1. Other programs have no use for NaN: an invalid pixel gets the value of the
 * valid one before it in its row.
 */
public final class MasterExport {
  private static final int ROWS_AT_A_TIME = 64;

  /** Cards that say what an exported master is, in place of those of its frames. */
  private static final Set<String> STATED = Set.of("IMAGETYP", "EXPTIME", "FILTER");

  /** Contents of an exported dark. */
  public enum Darks {
    /** The bias too, as Siril, PixInsight, MaxIm DL and DeepSkyStacker have it. */
    WITH_BIAS,
    /** The dark current alone, as ccdproc, IRAF and AstroImageJ have it. */
    BIAS_SUBTRACTED
  }

  /**
   * A file that was written.
   *
   * @param path below the output
   * @param invalid how many pixels were invalid and have the value of another
   */
  public record Exported(String path, long invalid) {}

  private final Storage storage;
  private final List<LibraryMaster> masters;
  private final Darks darks;
  private final String version;

  /**
   * @param masters all masters that are known: the bias of a dark is looked for among them
   * @param version of the software, for the header
   */
  public MasterExport(Storage storage, List<LibraryMaster> masters, Darks darks, String version) {
    this.storage = storage;
    this.masters = masters;
    this.darks = darks;
    this.version = version;
  }

  /**
   * Writes a master.
   *
   * @param output folder for it
   * @throws UnreadableFileException if it cannot be had in that form; the message says why, and
   *     what to do
   */
  public Exported write(LibraryMaster master, String output) throws IOException {
    MasterSpec spec = master.spec();
    refuseIfNobodyElseHasIt(spec);
    FitsHeader own = header(master.reference());
    LibraryMaster bias = biasToAdd(spec, own);
    ProductHeader header = header(master, own, bias != null);
    String path = pathOf(master.reference());
    try (ProductFile file = new ProductFile(storage.create(output + "/" + path))) {
      ProductWriter.Image image = file.add(header);
      Rows rows = new Rows(master.reference());
      Rows biasRows = bias == null ? null : new Rows(bias.reference());
      float seconds = spec.type().isDark() ? (float) spec.exposure() : 1;
      long invalid = 0;
      for (int y = 0; y < master.reference().height(); y += ROWS_AT_A_TIME) {
        ByteBuffer piece = rows.next();
        FloatBuffer pixels = piece.asFloatBuffer();
        FloatBuffer offset = biasRows == null ? null : biasRows.next().asFloatBuffer();
        if (spec.type().isDark()) {
          for (int i = 0; i < pixels.limit(); i++) {
            pixels.put(i, pixels.get(i) * seconds + (offset == null ? 0 : offset.get(i)));
          }
        }
        invalid += fill(pixels, master.reference().width(), spec.type());
        image.write(piece);
      }
      file.finish(
          written -> {
            rows.check();
            if (biasRows != null) {
              biasRows.check();
            }
          });
      return new Exported(path, invalid);
    }
  }

  private void refuseIfNobodyElseHasIt(MasterSpec spec) throws UnreadableFileException {
    if (spec.processing().isMaster()) {
      throw new UnreadableFileException("it was made from a master of other software; take that");
    }
    String preparation = spec.configuration().preparation();
    if (darks == Darks.WITH_BIAS && spec.type() != FrameType.FLAT && !preparation.isEmpty()) {
      throw new UnreadableFileException(
          "its frames were corrected for overscan or linearity first ("
              + preparation
              + "), and a program that takes darks with their bias does not prepare frames;"
              + " make masters without that, or export for ccdproc: --exportDarks=BIAS_SUBTRACTED");
    }
  }

  /** Returns the bias that has to be added to a dark; null for none. */
  private LibraryMaster biasToAdd(MasterSpec spec, FitsHeader own) throws UnreadableFileException {
    if (!spec.type().isDark()) {
      return null;
    }
    if (darks == Darks.BIAS_SUBTRACTED) {
      if (spec.biasId() == null) {
        throw new UnreadableFileException(
            "its bias was never subtracted; make it from a night with biases, or export it"
                + " with --exportDarks=WITH_BIAS");
      }
      return null;
    }
    if (spec.biasId() == null) {
      return null; // it is in it still
    }
    String hash = own.text(MasterKeyword.BIAS + "H").orElse("");
    for (LibraryMaster master : masters) {
      MasterReference reference = master.reference();
      if (reference.sha256().equals(hash)) {
        if (reference.width() != spec.configuration().width()
            || reference.height() != spec.configuration().height()) {
          throw new UnreadableFileException(
              String.format(
                  "its bias was cut out of a larger one, %s of %d x %d, and cannot be added again;"
                      + " export with --exportDarks=BIAS_SUBTRACTED",
                  spec.biasId(), reference.width(), reference.height()));
        }
        return master;
      }
    }
    throw new UnreadableFileException(
        MasterKeyword.BIAS
            + " = "
            + spec.biasId()
            + ": the bias that was subtracted is not among --masters; name the folder that"
            + " has it too");
  }

  private FitsHeader header(MasterReference master) throws IOException {
    try (SeekableByteChannel channel = storage.open(master.uri())) {
      return FitsScanner.scan(channel).primary();
    }
  }

  private ProductHeader header(LibraryMaster master, FitsHeader own, boolean biasAdded) {
    MasterSpec spec = master.spec();
    MasterReference reference = master.reference();
    ProductHeader header = ProductHeader.ofImage(reference.width(), reference.height());
    header.keep(
        own.cards().stream()
            .takeWhile(card -> !FitsHeader.keyword(card).equals(MasterKeyword.NBMASTER.name()))
            .filter(card -> !STATED.contains(FitsHeader.keyword(card)))
            .toList());
    String type = spec.type().label();
    header.add(
        "IMAGETYP",
        "Master " + type.substring(0, 1).toUpperCase(Locale.ROOT) + type.substring(1),
        "type of image");
    if (spec.type().isDark()) {
      header.add("EXPTIME", spec.exposure(), "[s] exposure time");
      if (darks == Darks.BIAS_SUBTRACTED) {
        header.add("CALSTAT", "B", "the bias is subtracted");
      }
    } else if (!spec.filter().isEmpty()) {
      header.add("FILTER", spec.filter(), "filter");
    }
    header.add(MasterKeyword.INPUTS, spec.frames(), "number of inputs");
    header.add("BUNIT", spec.type() == FrameType.FLAT ? "" : "adu", "unit of the pixels");
    header.addHistory(
        String.format(
            Locale.ROOT,
            "Nightbeam %s: %s of %s, SHA-256 of its pixels %s",
            version,
            !spec.type().isDark()
                ? "copy"
                : String.format(
                    Locale.ROOT, "dark * %s s%s", spec.exposure(), biasAdded ? " + bias" : ""),
            reference.uri().replaceFirst(".*/", ""),
            reference.sha256()));
    return header;
  }

  /**
   * Returns the path of an exported master below the output: that below the folder of masters that
   * it lies in, which says of a dark what it contains.
   */
  public String pathOf(MasterReference master) {
    String[] parts = master.uri().split("/");
    int last = parts.length - 1;
    boolean ofANight =
        last >= 2 && parts[last - 2].equals(OutputLayout.MASTERS)
            || last >= 1 && isNight(parts[last - 1]);
    String name =
        !master.type().isDark()
            ? parts[last]
            : parts[last].replaceFirst("[.][^.]*$", "")
                + (darks == Darks.WITH_BIAS ? "-with-bias.fits" : "-bias-subtracted.fits");
    return ofANight ? parts[last - 1] + "/" + name : name;
  }

  private static boolean isNight(String folder) {
    return folder.matches("\\d{4}-\\d\\d-\\d\\d");
  }

  /** Fills invalid pixels of some rows; returns how many there were. */
  private static long fill(FloatBuffer pixels, int width, FrameType type) {
    float neutral = type == FrameType.FLAT ? 1 : 0;
    long invalid = 0;
    for (int row = 0; row < pixels.limit(); row += width) {
      float last = Float.NaN;
      for (int i = row; i < row + width && Float.isNaN(last); i++) {
        last = pixels.get(i); // the first valid one stands for those before it
      }
      last = Float.isNaN(last) ? neutral : last;
      for (int i = row; i < row + width; i++) {
        if (Float.isFinite(pixels.get(i))) {
          last = pixels.get(i);
        } else {
          pixels.put(i, last);
          invalid++;
        }
      }
    }
    return invalid;
  }

  /** The pixels of a master, some rows after the other, and their hash. */
  private final class Rows {
    private final MasterReference master;
    private final MessageDigest digest = Sha256.digest();
    private final ByteBuffer piece;
    private long done;

    Rows(MasterReference master) {
      this.master = master;
      this.piece = ByteBuffer.allocate(ROWS_AT_A_TIME * master.width() * Float.BYTES);
    }

    /** Returns the next rows, big-endian; valid until the next call. */
    ByteBuffer next() throws IOException {
      piece.clear().limit((int) Math.min(piece.capacity(), master.dataBytes() - done));
      DaemonThreads.await(storage.read(master.uri(), master.dataOffset() + done, piece));
      piece.flip();
      digest.update(piece.duplicate());
      done += piece.limit();
      return piece.order(ByteOrder.BIG_ENDIAN);
    }

    void check() throws UnreadableFileException {
      String found = HexFormat.of().formatHex(digest.digest());
      if (!found.equals(master.sha256())) {
        throw new UnreadableFileException(
            master.path()
                + ": the SHA-256 of its pixels is "
                + found
                + ", its header says "
                + master.sha256()
                + "; it was changed or damaged: make it again");
      }
    }
  }
}

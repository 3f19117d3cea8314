package org.nightbeam.master;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.nightbeam.combine.CombineSettings;
import org.nightbeam.fits.FloatImageFile;
import org.nightbeam.fits.ProductHeader;
import org.nightbeam.fits.UnreadableFileException;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.FrameType;
import org.nightbeam.frame.RawHeader;
import org.nightbeam.plan.MasterSpec;
import org.nightbeam.storage.Storage;

/**
 * Writes a master as a FITS file {@code masters/<night>/<type>-<what tells it apart>-<hash>.fits}:
 * the cards that all inputs share, how it was made, and the list of its inputs.
 */
public final class MasterFile {
  private static final int PIECE = 1 << 20;

  private final Storage storage;
  private final String output;
  private final String version;
  private final CombineSettings settings;

  /**
   * @param output folder of the run's products
   * @param version of the software, for the header
   */
  public MasterFile(Storage storage, String output, String version, CombineSettings settings) {
    this.storage = storage;
    this.output = output;
    this.version = version;
    this.settings = settings;
  }

  /**
   * Puts together and writes a master.
   *
   * @param inputs the frames it was combined from, in {@link Frame#ORDER}
   * @param tiles URIs of files with its rows as float32, big-endian, in order
   * @param needed the masters that its inputs were corrected with
   * @throws BandCombiner.InputException if the header of an input cannot be read
   */
  public MasterReference write(
      MasterSpec spec, List<MasterInput> inputs, List<String> tiles, List<MasterReference> needed)
      throws IOException {
    int width = spec.configuration().width();
    int height = spec.configuration().height();
    MessageDigest digest = Sha256.digest();
    forEachPiece(tiles, digest::update);
    String hash = HexFormat.of().formatHex(digest.digest());
    ProductHeader header = header(spec, inputs, needed, hash);
    String path = "masters/" + spec.id() + "-" + hash.substring(0, 12) + ".fits";
    String uri = output + "/" + path;
    try (FloatImageFile file = new FloatImageFile(storage.create(uri), header, width, height)) {
      forEachPiece(tiles, file::write);
      file.finish();
    }
    return new MasterReference(
        spec.id(), spec.type(), uri, path, width, height, header.size(), hash);
  }

  private interface PieceSink {
    void accept(ByteBuffer piece) throws IOException;
  }

  private void forEachPiece(List<String> tiles, PieceSink sink) throws IOException {
    ByteBuffer piece = ByteBuffer.allocateDirect(PIECE);
    for (String tile : tiles) {
      try (SeekableByteChannel channel = storage.open(tile)) {
        for (long left = channel.size(); left > 0; ) {
          piece.clear().limit((int) Math.min(left, PIECE));
          while (piece.hasRemaining() && channel.read(piece) >= 0) {}
          if (piece.hasRemaining()) {
            throw new IOException("temporary file " + tile + " has become shorter");
          }
          left -= piece.flip().remaining();
          sink.accept(piece);
        }
      }
    }
  }

  private ProductHeader header(
      MasterSpec spec, List<MasterInput> inputs, List<MasterReference> needed, String hash)
      throws IOException {
    ProductHeader header =
        ProductHeader.ofImage(spec.configuration().width(), spec.configuration().height());
    header.keep(commonCards(inputs));
    FrameType type = spec.type();
    header.add("NBMASTER", type.label(), "this is a combined master of that type");
    header.add(
        "NBNIGHT",
        spec.night() == null ? "unknown" : spec.night().toString(),
        "local date of the night");
    if (type.isDark()) {
      header.add("NBEXPTIM", spec.exposure(), "[s] exposure time of the inputs");
    }
    if (!type.equals(FrameType.FLAT)) {
      header.add("BUNIT", type == FrameType.BIAS ? "adu" : "adu/s", "unit of the pixels");
    }
    header.add("NBVERSN", version, "Nightbeam version");
    header.add("NBCOMBIN", settings.description(), "how the inputs were combined");
    header.add("NBHASH", hash, "SHA-256");
    for (MasterReference master : needed) {
      String key = "NB" + master.type().label().substring(0, 4).toUpperCase(Locale.ROOT);
      header.add(key, master.path(), "master that was subtracted");
      header.add(key + "H", master.sha256(), "");
    }
    header.add("NCOMBINE", inputs.size(), "number of inputs");
    for (int i = 0; i < inputs.size(); i++) {
      String name = inputs.get(i).frame().path();
      int hdu = inputs.get(i).frame().hdu();
      header.add(inputKeyword(i), hdu == 0 ? name : name + "[" + hdu + "]", "");
    }
    header.addHistory(history(spec, inputs.size()));
    if (!spec.remark().isEmpty()) {
      header.addHistory("Nightbeam: " + spec.remark());
    }
    return header;
  }

  /** NBIN0001 ..., and NBI10000 ... where that does not fit. */
  private static String inputKeyword(int index) {
    return index < 9999 ? String.format("NBIN%04d", index + 1) : "NBI" + (index + 1);
  }

  private String history(MasterSpec spec, int inputs) {
    String of =
        switch (spec.type()) {
          case BIAS -> "b";
          case DARK, DARK_FLAT -> spec.biasId() == null ? "d / t" : "(d - bias) / t";
          default -> {
            String bias = spec.biasId() == null ? "" : " - bias";
            String dark = spec.darkId() == null ? "" : " - dark * t";
            yield "g / mean(g), g = f" + bias + dark;
          }
        };
    return String.format(
        "Nightbeam: master %s = %s of %d frames of %s",
        spec.type().label(), settings.method().name(), inputs, of);
  }

  /** The cards that every input has, as the first one has them. */
  private List<String> commonCards(List<MasterInput> inputs) throws IOException {
    List<List<String>> cardsOfAll;
    try {
      cardsOfAll = inputs.parallelStream().map(this::cards).toList(); // far storage answers slowly
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    Set<String> common = new LinkedHashSet<>(cardsOfAll.get(0));
    cardsOfAll.forEach(cards -> common.retainAll(new HashSet<>(cards)));
    return common.stream().filter(MasterFile::standsAlone).toList();
  }

  private List<String> cards(MasterInput input) {
    try {
      return RawHeader.cards(storage, input.frame());
    } catch (UnreadableFileException e) {
      throw new UncheckedIOException(new BandCombiner.InputException(input.frame(), e));
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

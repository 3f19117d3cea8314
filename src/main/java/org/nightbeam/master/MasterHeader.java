package org.nightbeam.master;

import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.nightbeam.fits.UnreadableFileException;
import org.nightbeam.fits.product.ProductHeader;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.FrameType;
import org.nightbeam.frame.Processing;
import org.nightbeam.header.RawHeader;
import org.nightbeam.header.dialect.Dialect;
import org.nightbeam.master.store.MasterReference;
import org.nightbeam.plan.MasterSpec;
import org.nightbeam.storage.DaemonThreads;
import org.nightbeam.storage.Storage;

/**
 * Lays out the header of a master: the cards that all inputs share, what it is matched by, how it
 * was made, and the list of its inputs.
 */
final class MasterHeader {
  private static final int HEADERS_AT_A_TIME = 8;

  private final Storage storage;
  private final String version;
  private final Dialect words;

  /**
   * @param version of the software
   */
  MasterHeader(Storage storage, String version, Dialect words) {
    this.storage = storage;
    this.version = version;
    this.words = words;
  }

  /**
   * Returns the header of a master.
   *
   * @param hash SHA-256 of its pixels
   * @throws BandCombiner.InputException if the header of an input cannot be read
   */
  ProductHeader of(MasterStack stack, String hash) throws IOException {
    MasterSpec spec = stack.spec();
    List<MasterInput> inputs = stack.inputs();
    ProductHeader header =
        ProductHeader.ofImage(spec.configuration().width(), spec.configuration().height());
    header.keep(commonCards(inputs));
    Frame first = inputs.get(0).frame();
    if (first.layout().isTrimmed()) {
      header.moveOrigin(first.trim(), words.placeKeywords(spec.configuration()));
    }
    MasterKeyword.write(spec, header);
    FrameType type = spec.type();
    header.add("BUNIT", unit(type), type == FrameType.FLAT ? "no unit" : "unit of the pixels");
    header.add("NBVERSN", version, "Nightbeam version");
    header.add("NBCOMBIN", stack.settings().description(), "how the inputs were combined");
    header.add(MasterKeyword.HASH, hash, "SHA-256");
    header.add("NBFPRINT", fingerprint(stack), "");
    for (MasterReference master : stack.needed()) {
      String key = master.type() == FrameType.BIAS ? MasterKeyword.BIAS : MasterKeyword.DARK;
      header.add(key, master.path(), "master that was subtracted");
      header.add(key + "H", master.sha256(), "");
    }
    header.add(MasterKeyword.INPUTS, inputs.size(), "number of inputs");
    addNoise(header, stack);
    for (int i = 0; i < inputs.size(); i++) {
      String name = inputs.get(i).frame().path();
      int hdu = inputs.get(i).frame().hdu();
      header.add(
          inputKeyword(i),
          hdu == 0 ? name : name + "[" + hdu + "]",
          "DATASUM of its pixels: " + stack.sums().get(i));
    }
    if (!spec.configuration().preparation().isEmpty()) {
      header.addHistory("Nightbeam: before that: " + spec.configuration().preparation());
    }
    header.addHistory(history(stack));
    if (!spec.remark().isEmpty()) {
      header.addHistory("Nightbeam: " + spec.remark());
    }
    return header;
  }

  /** Returns the unit as BUNIT has it; blank for a flat, which astropy reads as dimensionless. */
  private static String unit(FrameType type) {
    return switch (type) {
      case FLAT -> "";
      case BIAS -> "adu";
      default -> "adu/s";
    };
  }

  /** Adds what the master's noise follows from, see {@link MasterNoise}. */
  private static void addNoise(ProductHeader header, MasterStack stack) {
    MasterSpec spec = stack.spec();
    if (spec.processing().isMaster()) {
      return; // nobody knows what went into it
    }
    header.add(MasterNoise.FACTOR, stack.factor(), "variance, in units of that of one input");
    if (spec.type() != FrameType.BIAS) {
      header.add(
          MasterNoise.SECONDS, stack.seconds(), "[s] exposure time of the inputs, harmonic mean");
    }
    if (spec.type() == FrameType.FLAT) {
      for (int channel = 0; channel < 4; channel++) {
        int y = channel / 2;
        int x = channel % 2;
        header.add(
            MasterNoise.LEVEL + (channel + 1),
            stack.level(y, x),
            "[adu] level of the inputs, harmonic mean");
      }
    }
  }

  private static String fingerprint(MasterStack stack) {
    MasterSpec spec = stack.spec();
    Fingerprint fingerprint = new Fingerprint();
    fingerprint.add("type", spec.type());
    fingerprint.add("combined by", stack.settings().description());
    fingerprint.add("colour pattern", spec.configuration().cfaPattern());
    fingerprint.add("preparation", spec.configuration().preparation());
    for (int i = 0; i < stack.inputs().size(); i++) {
      Frame frame = stack.inputs().get(i).frame();
      fingerprint.add("format", frame.format());
      fingerprint.add("pixels", stack.sums().get(i));
      fingerprint.add("exposure", frame.darkSeconds());
    }
    stack.needed().forEach(master -> fingerprint.add("master", master.pixels()));
    return fingerprint.hex();
  }

  /** Returns NBIN0001 ..., and NBI10000 ... where that does not fit. */
  private static String inputKeyword(int index) {
    return index < 9999 ? String.format(Locale.ROOT, "NBIN%04d", index + 1) : "NBI" + (index + 1);
  }

  private static String history(MasterStack stack) {
    MasterSpec spec = stack.spec();
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
        Locale.ROOT,
        "Nightbeam: master %s = %s of %d frames of %s",
        spec.type().label(),
        stack.settings().method().name(),
        stack.inputs().size(),
        of);
  }

  /** Returns the cards that every input has, as the first one has them. */
  private List<String> commonCards(List<MasterInput> inputs) throws IOException {
    List<List<String>> cardsOfAll =
        DaemonThreads.map(inputs, HEADERS_AT_A_TIME, this::cards); // far storage answers slowly
    Set<String> common = new LinkedHashSet<>(cardsOfAll.get(0));
    cardsOfAll.forEach(cards -> common.retainAll(new HashSet<>(cards)));
    return common.stream().filter(MasterHeader::standsAlone).toList();
  }

  private List<String> cards(MasterInput input) throws IOException {
    try {
      return RawHeader.cards(storage, input.frame());
    } catch (UnreadableFileException e) {
      throw new BandCombiner.InputException(input.frame(), e);
    }
  }

  /**
   * Returns whether a card means something by itself: one torn from its CONTINUE cards does not,
   * nor do blanks and another program's history.
   */
  private static boolean standsAlone(String card) {
    return !card.isBlank()
        && !card.startsWith("CONTINUE")
        && !card.startsWith("HISTORY")
        && !card.stripTrailing().endsWith("&'");
  }
}

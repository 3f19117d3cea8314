package org.nightbeam.header;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.nightbeam.fits.FitsHeader;
import org.nightbeam.fits.PixelFormat;
import org.nightbeam.frame.ForeignDarks;
import org.nightbeam.frame.FrameType;
import org.nightbeam.frame.Processing;
import org.nightbeam.header.dialect.Dialect;

/**
 * Known properties of a master made by other software.
 *
 * @param type of the master; unknown if nothing names it
 * @param processing what had been done to its frames
 * @param format how its pixels are stored, in ADU
 * @param refusal why it cannot be used, for a person to read; null if it can
 */
record ForeignMaster(FrameType type, Processing processing, PixelFormat format, String refusal) {
  private static final Pattern NO_LETTERS = Pattern.compile("[^A-Za-z]+");
  private static final Set<String> WORDS_OF_MASTERS =
      Set.of("MASTER", "STACKED", "STACK", "COMBINED", "SUPER", "AVG", "AVERAGE", "MEDIAN", "MEAN");

  private static final List<String> PREFIXES = List.of("MASTER", "SUPER", "M");

  /** Siril's floating-point files: 1 is the largest value of 16 bits. */
  private static final double SIRIL_FLOAT_UNIT = 65535;

  /** The words of a dialect, and what darks are where a header does not say. */
  record Reader(Dialect dialect, ForeignDarks darks) {
    /**
     * Finds what a master is: from its header, else the folder it is in, else its file name.
     *
     * @param folder the nearest folder above that is called like a type; null if there is none
     */
    ForeignMaster read(HeaderFacts facts, PixelFormat format, String folder, String path) {
      Set<FrameType> types = new HashSet<>();
      List<String> words = new ArrayList<>();
      boolean master = facts.isTypeStated() || facts.signOfCards().isPresent();
      for (HeaderFacts.Claim claim : facts.typeClaims()) {
        Optional<FrameType> product = dialect.masterType(claim.value());
        FrameType type = product.orElse(claim.type());
        master |= product.isPresent();
        if (type != FrameType.UNKNOWN) {
          types.add(type);
          words.add(claim.keyword() + " = " + claim.value());
        }
      }
      Set<FrameType> named = new HashSet<>();
      master |= addWords(path, named);
      if (types.isEmpty() && folder != null) {
        types.add(dialect.folderType(folder).orElseThrow());
        words.add("folder " + folder);
      }
      if (types.isEmpty()) {
        types.addAll(named);
        words.add("its name");
      }
      if (types.size() != 1) {
        return refused(
            types.isEmpty()
                ? "neither header, folder nor name says whether it is a bias, a dark or a flat;"
                    + " state its type with --facts"
                : "claims differ: " + String.join(", ", words) + "; state its type with --facts");
      }
      FrameType type = types.iterator().next();
      if (!type.isCalibration()) {
        return refused(words.get(0) + "; expected a master bias, dark or flat");
      }
      if (!master) {
        return refused(
            words.get(0)
                + ", but nothing says that frames were combined in it: no NCOMBINE or STACKCNT above"
                + " 1, no type such as Master Bias, no name with master or stacked; give raw frames"
                + " with --input, or state its type with --facts");
      }
      return ofType(type, facts, format);
    }

    /** Adds the types that the words of a file's name name; returns whether one is of a master. */
    private boolean addWords(String path, Set<FrameType> types) {
      boolean master = false;
      String name = path.substring(path.lastIndexOf('/') + 1).replaceFirst("[.].*", "");
      for (String word : NO_LETTERS.split(name)) {
        String capitals = word.toUpperCase(Locale.ROOT);
        // mbias, as AstroImageJ's users have it
        Optional<FrameType> product =
            PREFIXES.stream()
                .filter(capitals::startsWith)
                .flatMap(prefix -> dialect.type(word.substring(prefix.length())).stream())
                .findFirst();
        master |= product.isPresent() || WORDS_OF_MASTERS.contains(capitals);
        product.or(() -> dialect.type(word)).filter(FrameType::isCalibration).ifPresent(types::add);
      }
      return master;
    }

    private ForeignMaster ofType(FrameType type, HeaderFacts facts, PixelFormat stored) {
      FitsHeader header = facts.header();
      double pedestal = header.number("PEDESTAL").orElse(0);
      if (pedestal > 0) {
        return refused(
            String.format(
                Locale.ROOT,
                "PEDESTAL = %.6g: programs disagree on whether it was added or is to be"
                    + " added; expected a value below 0, or none: subtract it from the pixels and"
                    + " delete the card",
                pedestal));
      }
      // What was added, as a value to be added to the pixels again.
      PixelFormat format =
          pedestal == 0
              ? stored
              : new PixelFormat(
                  stored.bitpix(), stored.bscale(), stored.bzero() + pedestal, stored.blank());
      if (type == FrameType.FLAT) {
        return new ForeignMaster(type, Processing.CORRECTED, format, null);
      }
      String unit = header.text("BUNIT").orElse("").toUpperCase(Locale.ROOT);
      if (unit.startsWith("E")) {
        return refused("BUNIT = " + unit + "; expected pixels in ADU");
      }
      PixelFormat adu = inAdu(header, format);
      if (type == FrameType.BIAS) {
        return new ForeignMaster(type, Processing.CORRECTED, adu, null);
      }
      if (unit.contains("/S") || darks == ForeignDarks.PER_SECOND) {
        return new ForeignMaster(type, Processing.CORRECTED_PER_SECOND, adu, null);
      }
      if (facts.isBiasSubtracted() || darks == ForeignDarks.BIAS_SUBTRACTED) {
        return new ForeignMaster(type, Processing.CORRECTED, adu, null);
      }
      return darks == ForeignDarks.WITH_BIAS
          ? new ForeignMaster(type, Processing.COMBINED, adu, null)
          : refused(
              "its header does not say whether the bias is still in this dark; say"
                  + " --foreignDarks=WITH_BIAS, BIAS_SUBTRACTED or PER_SECOND");
    }

    private static PixelFormat inAdu(FitsHeader header, PixelFormat format) {
      boolean siril = header.text("PROGRAM").orElse("").startsWith("Siril");
      return siril && format.bitpix() < 0
          ? new PixelFormat(
              format.bitpix(),
              format.bscale() * SIRIL_FLOAT_UNIT,
              format.bzero() * SIRIL_FLOAT_UNIT,
              format.blank())
          : format;
    }

    private static ForeignMaster refused(String why) {
      return new ForeignMaster(FrameType.UNKNOWN, Processing.COMBINED, null, why);
    }
  }
}

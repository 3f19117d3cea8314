package org.nightbeam.header;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.FrameType;
import org.nightbeam.frame.Processing;
import org.nightbeam.header.dialect.Dialect;
import org.nightbeam.reason.Reason;
import org.nightbeam.reason.ReasonCode;

/**
 * Finds the type of a frame from its header, or from the names of its folders. Claims that differ
 * are not weighed against each other: the frame is set aside with both.
 */
final class TypeFinder {
  private static final String ALREADY_REDUCED = "already reduced (";

  private final Dialect dialect;
  private final TypeFrom typeFrom;

  TypeFinder(Dialect dialect, TypeFrom typeFrom) {
    this.dialect = dialect;
    this.typeFrom = typeFrom;
  }

  /**
   * What was found.
   *
   * @param type the type; unknown if nothing names it, or claims differ
   * @param setAside why the frame cannot be used; null if it can
   */
  record Found(FrameType type, Reason setAside) {}

  /**
   * Returns the type of a frame, with the reason to set it aside if it is no raw one.
   *
   * @param uri where the file is
   * @param path its path below the input that named it
   */
  Found find(HeaderFacts header, String uri, String path) {
    Found type = type(header, uri, path);
    boolean subtracted = header.processing() != Processing.RAW;
    if (subtracted && type.type != FrameType.LIGHT && type.type != FrameType.FLAT) {
      return new Found(
          type.type,
          type.setAside != null
              ? type.setAside
              : contradiction(
                  "reduced: bias or dark is stated of a "
                      + type.type.label()
                      + "; expected a light or a flat"));
    }
    return header
        .signOfReduction()
        .map(sign -> new Found(type.type, alreadyReduced(sign)))
        .orElse(type);
  }

  private Found type(HeaderFacts header, String uri, String path) {
    FrameType fromHeader = FrameType.UNKNOWN;
    String headerClaim = "the header has no type keyword such as IMAGETYP";
    if (typeFrom != TypeFrom.FOLDER || header.isTypeStated()) {
      Set<FrameType> claimed = new HashSet<>();
      List<String> words = new ArrayList<>();
      for (HeaderFacts.Claim claim : header.typeClaims()) {
        if (dialect.isProduct(claim.value())) {
          return new Found(
              FrameType.UNKNOWN, alreadyReduced(claim.keyword() + " = " + claim.value()));
        }
        if (claim.type() != FrameType.UNKNOWN || words.isEmpty()) {
          words.add(claim.keyword() + " = " + claim.value());
        }
        if (claim.type() != FrameType.UNKNOWN) {
          claimed.add(claim.type());
          fromHeader = claim.type();
        }
      }
      if (claimed.equals(Set.of(FrameType.BIAS, FrameType.DARK)) && header.exposure() == 0) {
        // A bias is a dark of no exposure: some cameras know no other word for it.
        claimed.remove(FrameType.DARK);
        fromHeader = FrameType.BIAS;
      }
      if (claimed.size() > 1) {
        return new Found(
            FrameType.UNKNOWN,
            contradiction(
                "the header contradicts itself: "
                    + String.join(", ", words)
                    + "; mend it, or say --typeFrom=FOLDER"));
      }
      if (!words.isEmpty()) {
        headerClaim = String.join(", ", words);
      }
    }
    if (header.isTypeStated()) {
      return new Found(fromHeader, null);
    }
    String folder = folderWithType(uri, path);
    FrameType fromFolder =
        typeFrom == TypeFrom.HEADER || folder == null
            ? FrameType.UNKNOWN
            : dialect.folderType(folder).orElseThrow();
    return reconciled(fromHeader, headerClaim, fromFolder, folder);
  }

  private Found reconciled(
      FrameType fromHeader, String headerClaim, FrameType fromFolder, String folder) {
    if (fromHeader == FrameType.UNKNOWN && fromFolder == FrameType.UNKNOWN) {
      String tried =
          switch (typeFrom) {
            case HEADER -> headerClaim + ", and --typeFrom=HEADER excludes the folder";
            case FOLDER -> "no folder in its path is named after a type, such as Bias or Lights";
            case AUTO ->
                headerClaim + ", and no folder in its path is named after a type, such as Bias";
          };
      return new Found(
          FrameType.UNKNOWN, Reason.of(ReasonCode.TYPE_UNKNOWN, "type unknown: " + tried));
    }
    if (fromHeader == FrameType.UNKNOWN) {
      return new Found(fromFolder, null);
    }
    boolean darksForFlats = fromHeader == FrameType.DARK && fromFolder == FrameType.DARK_FLAT;
    if (fromFolder == FrameType.UNKNOWN || fromFolder == fromHeader) {
      return new Found(fromHeader, null);
    }
    if (darksForFlats) {
      return new Found(FrameType.DARK_FLAT, null);
    }
    return new Found(
        FrameType.UNKNOWN,
        contradiction(
            String.format(
                "header and folder contradict each other: %s, folder %s; move the file, or say"
                    + " --typeFrom=HEADER or --typeFrom=FOLDER",
                headerClaim, folder)));
  }

  /** Returns why a frame with a sign of reduction is set aside. */
  static Reason alreadyReduced(String sign) {
    return Reason.of(
        ReasonCode.ALREADY_REDUCED,
        ALREADY_REDUCED
            + sign
            + "); expected a raw frame; if it is one, or only bias or dark are subtracted, state reduced:"
            + " no, bias or dark with --facts");
  }

  /** Returns the sign by which a frame is set aside as already reduced; null if it is not. */
  static String signIn(Reason setAside) {
    return setAside != null && setAside.code() == ReasonCode.ALREADY_REDUCED
        ? setAside
            .text()
            .substring(ALREADY_REDUCED.length(), setAside.text().lastIndexOf("); expected"))
        : null;
  }

  private static Reason contradiction(String text) {
    return Reason.of(ReasonCode.CONTRADICTION, text);
  }

  /**
   * Returns what to say of a frame whose file is called like another type, as a camera program
   * calls flats that were taken as lights, or like one that is reduced; null for nothing. The name
   * alone decides nothing.
   */
  String doubtByName(Frame frame) {
    if (frame.setAside() != null) {
      return null;
    }
    String name = frame.path().substring(frame.path().lastIndexOf('/') + 1);
    String stem = name.replaceFirst("[.].*", "");
    FrameType found = frame.type();
    FrameType named = dialect.typeOfName(stem).orElse(FrameType.UNKNOWN);
    boolean darkOfSomeKind = named == FrameType.DARK && (found.isDark() || found == FrameType.BIAS);
    boolean differs =
        named != found
            && !darkOfSomeKind
            && (named.isCalibration() || named == FrameType.LIGHT)
            && (found.isCalibration() || found == FrameType.LIGHT);
    if (differs) {
      return String.format(
          "%s is taken for a %s; if its name is right, state it with --facts: \"%s\": {type: %s}",
          name, found.label(), name, named.label());
    }
    return dialect
        .nameOfReduced(stem)
        .map(
            word ->
                String.format(
                    "%s is taken for raw, as no card says otherwise; if it is %s, leave it out with"
                        + " --facts: \"%s\": {type: other}",
                    name, word.toLowerCase(Locale.ROOT), name))
        .orElse(null);
  }

  /** Returns the nearest folder above the file whose name is a type; null if there is none. */
  String folderWithType(String uri, String path) {
    String[] below = path.split("/");
    for (int i = below.length - 2; i >= 0; i--) {
      if (dialect.folderType(below[i]).isPresent()) {
        return below[i];
      }
    }
    // The input itself may be the folder, or a file in it: --input=night/Bias, --input=Bias/*.fits
    String[] whole = uri.split("/");
    int parent = whole.length - below.length - 1;
    return parent >= 0 && dialect.folderType(whole[parent]).isPresent() ? whole[parent] : null;
  }
}

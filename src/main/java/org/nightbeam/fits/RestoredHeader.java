package org.nightbeam.fits;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The header that an image had before it was compressed by tiles (FITS 4.0, section 10.1.2), card
 * by card: what describes the table goes, and what was renamed gets its name back.
 */
public final class RestoredHeader {
  private static final Map<String, String> RENAMED =
      Map.ofEntries(
          Map.entry("ZSIMPLE", "SIMPLE"),
          Map.entry("ZTENSION", "XTENSION"),
          Map.entry("ZBITPIX", "BITPIX"),
          Map.entry("ZNAXIS", "NAXIS"),
          Map.entry("ZEXTEND", "EXTEND"),
          Map.entry("ZBLOCKED", "BLOCKED"),
          Map.entry("ZPCOUNT", "PCOUNT"),
          Map.entry("ZGCOUNT", "GCOUNT"),
          Map.entry("ZHECKSUM", "CHECKSUM"),
          Map.entry("ZDATASUM", "DATASUM"));
  private static final Map<String, String> COMPRESSED_NAMES =
      RENAMED.entrySet().stream().collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey));
  private static final Pattern RENAMED_AXIS = Pattern.compile("ZNAXIS\\d+");
  private static final Pattern AXIS = Pattern.compile("NAXIS\\d+");

  private static final Set<String> OF_THE_TABLE =
      Set.of(
          "SIMPLE",
          "XTENSION",
          "BITPIX",
          "NAXIS",
          "EXTEND",
          "PCOUNT",
          "GCOUNT",
          "TFIELDS",
          "THEAP",
          "CHECKSUM",
          "DATASUM",
          "ZIMAGE",
          "ZCMPTYPE",
          "ZMASKCMP",
          "ZQUANTIZ",
          "ZDITHER0",
          "ZBLANK",
          "ZSCALE",
          "ZZERO");
  private static final Pattern NUMBERED_OF_THE_TABLE =
      Pattern.compile("(?:NAXIS|TTYPE|TFORM|TUNIT|TDIM|TDISP|TNULL|ZTILE|ZNAME|ZVAL)\\d+");

  private RestoredHeader() {}

  /** Returns the header of the image that a table has. */
  static FitsHeader of(FitsHeader table) {
    List<String> cards = new ArrayList<>();
    for (String card : table.cards()) {
      String keyword = FitsHeader.keyword(card);
      String name = RENAMED.get(keyword);
      if (name == null && RENAMED_AXIS.matcher(keyword).matches()) {
        name = keyword.substring(1);
      }
      if (name != null) {
        cards.add(String.format("%-8s", name) + card.substring(8));
      } else if (!isOfTheTable(keyword) && !isNameOfTheTable(card, keyword)) {
        cards.add(card);
      }
    }
    return new FitsHeader(cards);
  }

  /**
   * Returns the header of an image that has been the primary one, with what else the empty primary
   * header says that was put in its place, as funpack joins them.
   */
  static FitsHeader joined(FitsHeader image, FitsHeader emptyPrimary) {
    List<String> more = new ArrayList<>();
    for (String card : emptyPrimary.cards()) {
      String keyword = FitsHeader.keyword(card);
      boolean saysMore =
          !FitsHeader.isCommentary(keyword)
              && !isOfTheTable(keyword)
              && !keyword.equals("CONTINUE")
              && !image.has(keyword);
      if (saysMore) {
        more.add(card);
      }
    }
    if (more.isEmpty()) {
      return image;
    }
    List<String> cards = new ArrayList<>(image.cards());
    cards.removeIf(card -> FitsHeader.keyword(card).equals("CHECKSUM")); // was of fewer cards
    cards.addAll(more);
    return new FitsHeader(cards);
  }

  /**
   * Returns the name that a card of the image has in the table's header; null if it is the same.
   */
  public static String compressedName(String keyword) {
    return COMPRESSED_NAMES.containsKey(keyword) || AXIS.matcher(keyword).matches()
        ? COMPRESSED_NAMES.getOrDefault(keyword, "Z" + keyword)
        : null;
  }

  /** Returns whether a card of this keyword would not come back from the table's header. */
  public static boolean isLost(String keyword) {
    return RENAMED.containsKey(keyword)
        || RENAMED_AXIS.matcher(keyword).matches()
        || isOfTheTable(keyword);
  }

  private static boolean isOfTheTable(String keyword) {
    return OF_THE_TABLE.contains(keyword) || NUMBERED_OF_THE_TABLE.matcher(keyword).matches();
  }

  /** Returns whether a name is what a compressor calls the table of an image without one. */
  private static boolean isNameOfTheTable(String card, String keyword) {
    return keyword.equals("EXTNAME") && card.startsWith("'COMPRESSED_IMAGE'", 10);
  }
}

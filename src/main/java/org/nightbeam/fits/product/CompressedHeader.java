package org.nightbeam.fits.product;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.nightbeam.fits.FitsHeader;
import org.nightbeam.fits.RawCard;
import org.nightbeam.fits.RestoredHeader;
import org.nightbeam.fits.TileLayout;
import org.nightbeam.fits.checksum.SummedHeader;

/**
 * The header of the table of a compressed image (FITS 4.0, sections 7.3 and 10.1): cards of the
 * table, then those of the image, in their order, of which the ones that a table has too get other
 * names. It is the inverse of {@link RestoredHeader}.
 */
final class CompressedHeader {
  private CompressedHeader() {}

  /** Returns the number of bytes of the header, in whole blocks. */
  static int size(TileLayout layout, ByteBuffer plain) {
    return bytes(layout, 0, 0, 0, plain).remaining();
  }

  /**
   * Returns the header's bytes, in whole blocks, with DATASUM and CHECKSUM.
   *
   * @param heapBytes length of the heap
   * @param longest length of the longest tile
   * @param dataSum of table and heap, see {@link org.nightbeam.fits.checksum.DataSum}
   * @param plain header of the image, in whole blocks
   */
  static ByteBuffer bytes(
      TileLayout layout, long heapBytes, int longest, long dataSum, ByteBuffer plain) {
    List<String> cards = ofTheTable(layout, heapBytes, longest);
    cards.addAll(renamed(cards(plain)));
    if (layout.bitpix() < 0) {
      cards.add(
          SummedHeader.text("ZQUANTIZ", "NONE", "no quantization: the pixels are as they were"));
    }
    return SummedHeader.bytes(cards, dataSum, "checksum of the compressed pixels");
  }

  /** Returns the cards before END. */
  private static List<String> cards(ByteBuffer plain) {
    String text = StandardCharsets.US_ASCII.decode(plain.duplicate()).toString();
    List<String> cards = new ArrayList<>();
    for (int at = 0; at + FitsHeader.CARD <= text.length(); at += FitsHeader.CARD) {
      String card = text.substring(at, at + FitsHeader.CARD);
      if (FitsHeader.keyword(card).equals("END")) {
        return cards;
      }
      cards.add(card);
    }
    throw new IllegalArgumentException("the header of the image has no END card");
  }

  private static List<String> ofTheTable(TileLayout layout, long heapBytes, int longest) {
    String array = String.format(Locale.ROOT, "1%sB(%d)", layout.isLarge() ? "Q" : "P", longest);
    List<String> cards = new ArrayList<>();
    cards.add(SummedHeader.text("XTENSION", "BINTABLE", "binary table"));
    cards.add(integer("BITPIX", 8, "bytes"));
    cards.add(integer("NAXIS", 2, "number of axes"));
    cards.add(integer("NAXIS1", layout.rowBytes(), "bytes a row of the table"));
    cards.add(integer("NAXIS2", layout.tiles(), "rows of the table, one a tile"));
    cards.add(integer("PCOUNT", heapBytes, "bytes of compressed tiles"));
    cards.add(integer("GCOUNT", 1, "one table"));
    cards.add(integer("TFIELDS", 1, "columns"));
    cards.add(SummedHeader.text("TTYPE1", "COMPRESSED_DATA", "length and place of a tile"));
    cards.add(SummedHeader.text("TFORM1", array, "bytes, at most so many"));
    cards.add(RawCard.padded(String.format("%-8s= %20s / %s", "ZIMAGE", "T", "compressed image")));
    cards.add(integer("ZTILE1", layout.width(), "pixels a row of a tile"));
    cards.add(integer("ZTILE2", layout.tileHeight(), "rows of a tile"));
    cards.add(
        SummedHeader.text("ZCMPTYPE", layout.method().name(), "how the tiles are compressed"));
    return cards;
  }

  /**
   * Returns the image's cards as a table can have them. What would be taken for the table's is
   * comment.
   */
  private static List<String> renamed(List<String> image) {
    List<String> cards = new ArrayList<>();
    boolean goesOn = false; // into a CONTINUE card, of a card that is comment now
    for (String card : image) {
      String keyword = FitsHeader.keyword(card);
      String name = RestoredHeader.compressedName(keyword);
      boolean inTheWay =
          name == null && (goesOn && keyword.equals("CONTINUE") || RestoredHeader.isLost(keyword));
      if (name != null) {
        cards.add(String.format("%-8s", name) + card.substring(8));
      } else if (inTheWay) {
        cards.addAll(RawCard.asComment(card));
      } else {
        cards.add(card);
      }
      goesOn = inTheWay && RawCard.goesOn(card);
    }
    return cards;
  }

  private static String integer(String keyword, long value, String comment) {
    return RawCard.padded(String.format(Locale.ROOT, "%-8s= %20d / %s", keyword, value, comment));
  }
}

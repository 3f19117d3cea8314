package org.nightbeam.header;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.nightbeam.fits.FitsHeader;
import org.nightbeam.header.dialect.Dialect;

/**
 * Oddities of a header that was read all the same: bytes that FITS forbids, and duplicate keywords.
 * They are reported because another program may read them differently.
 */
final class HeaderOddities {
  private static final int SHOWN = 3;

  private HeaderOddities() {}

  /**
   * Returns what is odd, a sentence each.
   *
   * @param keywords those of the header that may hold a fact
   */
  static List<String> of(FitsHeader header, Dialect dialect, List<String> keywords) {
    List<String> oddities = new ArrayList<>();
    List<String> forbidden = header.keywordsWithForbiddenBytes();
    if (!forbidden.isEmpty()) {
      oddities.add("bytes that FITS forbids in " + shortened(forbidden));
    }
    List<String> illegal = new ArrayList<>();
    for (String keyword : keywords) {
      if (header.isIllegal(keyword)) {
        illegal.add(keyword);
      }
    }
    if (!illegal.isEmpty()) {
      Collections.sort(illegal);
      oddities.add("no legal FITS value in " + shortened(illegal) + readAs(header, illegal));
    }
    for (FitsHeader.Repeated card : header.repeated()) {
      if (dialect.keywords().contains(card.keyword())) {
        oddities.add(
            String.format(
                "%s occurs twice, as %s and %s; the first counts",
                card.keyword(), card.first(), card.second()));
      }
    }
    return oddities;
  }

  /** Returns how a decimal comma was understood. */
  private static String readAs(FitsHeader header, List<String> keywords) {
    for (String keyword : keywords) {
      String text = header.text(keyword).orElse("");
      if (text.contains(",") && header.number(keyword).isPresent()) {
        return " (" + text + " with a decimal comma is read as " + text.replace(',', '.') + ")";
      }
    }
    return "";
  }

  private static String shortened(List<String> keywords) {
    String first = String.join(", ", keywords.subList(0, Math.min(SHOWN, keywords.size())));
    return keywords.size() > SHOWN ? first + " and " + (keywords.size() - SHOWN) + " more" : first;
  }
}

package org.nightbeam.correction;

import java.util.ArrayList;
import java.util.List;
import org.nightbeam.fits.product.ProductHeader;
import org.nightbeam.master.Fingerprint;

/**
 * Records what steps do to a light: cards of the product's header, lines of its history, and its
 * fingerprint.
 */
public final class StepLog {
  private static final String OURS = "Nightbeam: ";
  private static final String PENDING = ": not done yet";

  private final ProductHeader header;
  private final Fingerprint fingerprint;
  private final boolean extension;
  private final List<String> history = new ArrayList<>();

  /**
   * @param extension whether the product is an extension of a file with several
   */
  public StepLog(ProductHeader header, Fingerprint fingerprint, boolean extension) {
    this.header = header;
    this.fingerprint = fingerprint;
    this.extension = extension;
  }

  /** Returns the header of the product, for cards. */
  public ProductHeader header() {
    return header;
  }

  /** Returns the lines of the history, in order. */
  public List<String> history() {
    return history;
  }

  /** Adds what shapes the pixels to the fingerprint of the product. */
  public void fingerprint(String name, Object value) {
    fingerprint.add(name, value);
  }

  /** Adds a line to the history, of what is done in any case. */
  public void history(String line) {
    history.add(line);
    header.addHistory(OURS + line);
  }

  /**
   * Makes room for a line of the history that is known at the end.
   *
   * @param name of the step, unique in the light
   * @param cards of HISTORY that the line takes at most
   */
  public void reserveHistory(String name, int cards) {
    String text = name + PENDING;
    int length = cards * ProductHeader.HISTORY_TEXT - OURS.length();
    history(text + ".".repeat(length - text.length()));
  }

  /** Writes a line into the room that was made for it. */
  public void settleHistory(String name, String line) {
    for (int i = 0; i < history.size(); i++) {
      String pending = history.get(i);
      if (pending.startsWith(name + PENDING)) {
        header.replaceHistory(OURS + pending, OURS + line);
        history.set(i, line);
        return;
      }
    }
    throw new IllegalArgumentException("no room was made in the history for " + name);
  }

  /**
   * Changes what the raw header said of the sensor, and does not hold for the product. An extension
   * says it itself where its primary header said it of raw pixels.
   */
  public void restate(String keyword, double value, String comment) {
    if (extension) {
      header.state(keyword, value, comment);
    } else {
      header.revalue(keyword, value, comment);
    }
  }
}

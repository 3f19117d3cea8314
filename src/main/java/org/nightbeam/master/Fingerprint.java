package org.nightbeam.master;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.nightbeam.storage.Sha256;

/**
 * A hash of everything that determines the pixels of a product: its inputs, the masters used, the
 * options, the version of the arithmetic. Two products with the same fingerprint have the same
 * pixels.
 */
public final class Fingerprint {
  /** To be raised when the same inputs and options come to give other pixels. */
  private static final int ARITHMETIC = 1;

  private final MessageDigest digest = Sha256.digest();

  /** Begins a fingerprint with the version of the arithmetic. */
  public Fingerprint() {
    add("arithmetic", ARITHMETIC);
  }

  /**
   * Adds something.
   *
   * @param value its text counts; null for none
   */
  public Fingerprint add(String name, Object value) {
    // With its length, so that nothing can be taken for a part of something else.
    byte[] text = RecordText.of(value).getBytes(StandardCharsets.UTF_8);
    digest.update((name + " " + text.length + "\n").getBytes(StandardCharsets.UTF_8));
    digest.update(text);
    return this;
  }

  /** Ends it: 64 hexadecimal digits. */
  public String hex() {
    return HexFormat.of().formatHex(digest.digest());
  }
}

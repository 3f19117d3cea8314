package org.nightbeam.plan;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** Eight hexadecimal digits that distinguish texts where a name would be too long or unsuitable. */
public final class ShortHash {
  private ShortHash() {}

  /** Returns the CRC-32 of a text in UTF-8. */
  public static String of(String text) {
    CRC32 crc = new CRC32();
    crc.update(text.getBytes(StandardCharsets.UTF_8));
    return String.format("%08x", crc.getValue());
  }
}

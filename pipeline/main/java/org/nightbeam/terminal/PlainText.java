package org.nightbeam.terminal;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.PrintStream;

/**
 * Printed text without the control characters that a header or file name may contain, which a
 * terminal would obey.
 */
final class PlainText extends FilterOutputStream {
  private static final int DELETE = 0x7f;

  private final PrintStream terminal;

  PlainText(PrintStream terminal) {
    super(terminal);
    this.terminal = terminal;
  }

  @Override
  public void flush() throws IOException {
    if (terminal.checkError()) { // which flushes
      throw new IOException("the output cannot be written to");
    }
  }

  @Override
  public void write(int b) throws IOException {
    out.write(plain((byte) b));
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    byte[] text = new byte[length];
    for (int i = 0; i < length; i++) {
      text[i] = plain(bytes[offset + i]);
    }
    out.write(text, 0, length);
  }

  private static byte plain(byte b) {
    boolean control = b >= 0 && b < ' ' && b != '\n' && b != '\t' || b == DELETE;
    return control ? (byte) '?' : b;
  }
}

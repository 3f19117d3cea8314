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

  // In UTF-8 the control characters from U+0080 to U+009F are this byte and one up to 9F.
  private static final byte FIRST_OF_CONTROL = (byte) 0xc2;
  private static final byte BEHIND_CONTROL = (byte) 0xa0;
  private static final byte TURNED_QUESTION_MARK = (byte) 0xbf;

  private final PrintStream terminal;
  private byte last;

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
    out.write(next((byte) b));
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    byte[] text = new byte[length];
    for (int i = 0; i < length; i++) {
      text[i] = next(bytes[offset + i]);
    }
    out.write(text, 0, length);
  }

  /** Returns what is written of a byte; a control character of two becomes a question mark. */
  private byte next(byte b) {
    boolean control = last == FIRST_OF_CONTROL && b < BEHIND_CONTROL;
    last = b;
    return control ? TURNED_QUESTION_MARK : plain(b);
  }

  private static byte plain(byte b) {
    boolean control = b >= 0 && b < ' ' && b != '\n' && b != '\t' || b == DELETE;
    return control ? (byte) '?' : b;
  }
}

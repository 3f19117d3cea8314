package org.nightbeam.fits;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** The bytes of an HDU, card by card and without any check, so that broken ones can be made too. */
public final class FitsBuilder {
  private static final int BLOCK = 2880;

  private final List<String> cards = new ArrayList<>();
  private byte[] data = new byte[0];

  /** A primary HDU whose data are zeros. */
  public static FitsBuilder primary(int bitpix, int... axes) {
    return new FitsBuilder().card("SIMPLE  =                    T").image(bitpix, axes);
  }

  /** An extension whose data are zeros. */
  public static FitsBuilder extension(String type, int bitpix, int... axes) {
    return new FitsBuilder().card(String.format("XTENSION= '%-8s'", type)).image(bitpix, axes);
  }

  /** An HDU with these cards only. */
  public static FitsBuilder ofCards(String... cards) {
    FitsBuilder builder = new FitsBuilder();
    for (String card : cards) {
      builder.card(card);
    }
    return builder;
  }

  private FitsBuilder image(int bitpix, int... axes) {
    card("BITPIX  = " + bitpix);
    card("NAXIS   = " + axes.length);
    int elements = axes.length == 0 ? 0 : 1;
    for (int axis = 0; axis < axes.length; axis++) {
      card("NAXIS" + (axis + 1) + "  = " + axes[axis]);
      elements *= axes[axis];
    }
    data = new byte[elements * Math.abs(bitpix) / 8];
    return this;
  }

  /** Adds a card, filled up with blanks. */
  public FitsBuilder card(String card) {
    cards.add(padded(card));
    return this;
  }

  /** Sets the data, whatever the header says. */
  public FitsBuilder data(byte... bytes) {
    data = bytes.clone();
    return this;
  }

  /** Sets 16-bit data. */
  public FitsBuilder data(short... values) {
    ByteBuffer buffer = ByteBuffer.allocate(2 * values.length);
    for (short value : values) {
      buffer.putShort(value);
    }
    data = buffer.array();
    return this;
  }

  /** The header and the data, in whole blocks each. */
  public byte[] bytes() {
    return concat(header(), data, new byte[(BLOCK - data.length % BLOCK) % BLOCK]);
  }

  /** The header and the data, but no more. */
  public byte[] bytesWithoutPadding() {
    return concat(header(), data);
  }

  private byte[] header() {
    String text = String.join("", cards) + padded("END");
    String blanks = " ".repeat((BLOCK - text.length() % BLOCK) % BLOCK);
    return (text + blanks).getBytes(StandardCharsets.ISO_8859_1);
  }

  /** A card, filled up with blanks. */
  public static String padded(String card) {
    if (card.length() > 80) {
      throw new IllegalArgumentException("longer than a card: " + card);
    }
    return card + " ".repeat(80 - card.length());
  }

  /** One after another. */
  public static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      whole.writeBytes(part);
    }
    return whole.toByteArray();
  }

  /** Compressed by gzip. */
  public static byte[] gzip(byte[] plain) {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
      out.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return compressed.toByteArray();
  }
}

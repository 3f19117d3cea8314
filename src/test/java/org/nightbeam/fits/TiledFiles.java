package org.nightbeam.fits;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import nom.tam.fits.Fits;
import nom.tam.fits.FitsException;
import nom.tam.fits.ImageHDU;
import nom.tam.fits.compression.algorithm.quant.QuantizeOption;
import nom.tam.image.compression.hdu.CompressedImageHDU;
import nom.tam.util.FitsOutputStream;

/** Files whose images nom-tam-fits has compressed by tiles. */
public final class TiledFiles {
  private TiledFiles() {}

  /**
   * A file with each image compressed.
   *
   * @param algorithm as ZCMPTYPE has it
   * @param quantizer as ZQUANTIZ has it; null for pixels that are not quantised
   */
  public static byte[] compressed(
      byte[] file, String algorithm, String quantizer, int tileWidth, int tileHeight)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (Fits plain = new Fits(new ByteArrayInputStream(file));
        Fits tiled = new Fits();
        FitsOutputStream out = new FitsOutputStream(new DataOutputStream(bytes))) {
      plain.read();
      for (int i = 0; i < plain.getNumberOfHDUs(); i++) {
        if (plain.getHDU(i) instanceof ImageHDU image && image.getAxes() != null) {
          CompressedImageHDU table = CompressedImageHDU.fromImageHDU(image, tileWidth, tileHeight);
          table.setCompressAlgorithm(algorithm);
          if (quantizer != null) {
            table.setQuantAlgorithm(quantizer);
            table.getCompressOption(QuantizeOption.class).setQlevel(4);
          }
          table.compress();
          tiled.addHDU(table);
        } else {
          tiled.addHDU(plain.getHDU(i));
        }
      }
      tiled.write(out);
    } catch (FitsException e) {
      throw new IOException(e);
    }
    return bytes.toByteArray();
  }

  /** A file with the value of a card in its bytes replaced by one of no more characters. */
  public static byte[] edited(byte[] file, String card, String replacement) {
    String text = new String(file, StandardCharsets.ISO_8859_1);
    int at = text.indexOf(card);
    if (at < 0 || replacement.length() > FitsHeader.CARD) {
      throw new IllegalArgumentException(card + " is not there, or its replacement too long");
    }
    return (text.substring(0, at)
            + FitsBuilder.padded(replacement)
            + text.substring(at + FitsHeader.CARD))
        .getBytes(StandardCharsets.ISO_8859_1);
  }
}

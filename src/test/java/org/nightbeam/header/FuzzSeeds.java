package org.nightbeam.header;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.nightbeam.fits.FitsBuilder;
import org.nightbeam.fits.TiledFiles;

/** Files from which fuzz tests start. */
public final class FuzzSeeds {
  private static final byte[] CAMERA =
      FitsBuilder.primary(16, 4, 3)
          .card("BSCALE  = 1")
          .card("BZERO   = 32768.0 / unsigned")
          .card("IMAGETYP= 'Light Frame'")
          .card("INSTRUME= 'ZWO ASI1600MM'")
          .card("EXPTIME = 60,5 / [s]")
          .card("CCD-TEMP= '-10 C'")
          .card("XBINNING= 2")
          .card("CCDSUM  = '2 2'")
          .card("FILTER  = 'R'")
          .card("GAIN    = 1.5E2 / in ADU")
          .card("DATE-OBS= '2024-01-31T20:15:03.25'")
          .card("DATE-LOC= '31/01/99'")
          .card("MJD-OBS = 60340.84378")
          .card("SITELONG= '+11 28 19.5'")
          .card("ROTATOR = -12.5D0")
          .card("NCOMBINE= 0")
          .card("OBJECT  = 'It''s a long text, which goes on in the next card&'")
          .card("CONTINUE  'and ends here' / comment")
          .card("HIERARCH ESO DPR TYPE = 'OBJECT' / type")
          .card("HISTORY taken by hand")
          .data(new short[] {0, 1, -1, 255, 256, -32768, 32767, 7, 8, 9, 10, 11})
          .bytes();

  private FuzzSeeds() {}

  /** Headers of all kinds, each with some pixels. */
  public static List<byte[]> files() {
    return List.of(
        CAMERA,
        FitsBuilder.gzip(CAMERA),
        FitsBuilder.primary(8, 5, 2).card("BLANK   = 0").bytes(),
        FitsBuilder.primary(-32, 3, 3).card("BSCALE  = 2").bytes(),
        FitsBuilder.primary(64, 2, 2).card("BZERO   = 9223372036854775808").bytes(),
        tiled(16, "RICE_1", null),
        tiled(16, "HCOMPRESS_1", null),
        tiled(32, "GZIP_2", null),
        tiled(-32, "RICE_1", "SUBTRACTIVE_DITHER_2"),
        FitsBuilder.concat(
            FitsBuilder.primary(8).card("INSTRUME= 'Two'").bytes(),
            FitsBuilder.extension("IMAGE", -64, 3, 2).card("GCOUNT  = 1").bytes(),
            FitsBuilder.extension("BINTABLE", 8, 8, 2).card("ZIMAGE  = T").bytes(),
            FitsBuilder.extension("IMAGE", 32, 2, 2, 1).card("PCOUNT  = 0").bytes()));
  }

  /** Noise of 20 x 12 pixels. */
  private static byte[] tiled(int bitpix, String algorithm, String quantizer) {
    Random random = new Random(bitpix);
    ByteBuffer data = ByteBuffer.allocate(20 * 12 * Math.abs(bitpix) / 8);
    while (data.hasRemaining()) {
      switch (bitpix) {
        case 16 -> data.putShort((short) random.nextInt(50));
        case 32 -> data.putInt(random.nextInt(50));
        default -> data.putFloat((float) random.nextGaussian());
      }
    }
    byte[] plain = FitsBuilder.primary(bitpix, 20, 12).data(data.array()).bytes();
    try {
      return TiledFiles.compressed(plain, algorithm, quantizer, 20, 6);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A file whose header says much. */
  public static byte[] camera() {
    return CAMERA.clone();
  }

  /** Each text as bytes. */
  public static Stream<byte[]> texts(String... texts) {
    return Stream.of(texts).map(text -> text.getBytes(StandardCharsets.UTF_8));
  }
}

package org.nightbeam.colour;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.nightbeam.correction.LightContext;
import org.nightbeam.correction.LightRow;
import org.nightbeam.correction.LightServices;
import org.nightbeam.correction.Measurement;
import org.nightbeam.correction.Measurer;
import org.nightbeam.correction.Measuring;
import org.nightbeam.fits.product.ProductFile;
import org.nightbeam.fits.product.ProductHeader;
import org.nightbeam.fits.product.ProductWriter;
import org.nightbeam.frame.Frame;
import org.nightbeam.storage.OutputLayout;

/**
 * Writes a colour image for every light of a one-shot-colour sensor: a FITS cube of three planes,
 * red, green and blue, in the unit of the light.
 *
 * @param method how colours that a pixel does not have are found
 */
public record ColourMeasurement(ColourMethod method) implements Measurement {

  @Override
  public boolean keepsWholeFrame() {
    return true;
  }

  @Override
  public String file(String product, Frame frame) {
    return lacks(frame).isPresent()
        ? null
        : OutputLayout.beside(OutputLayout.COLOUR, product, frame.hdu(), ".fits");
  }

  @Override
  public String describeFiles() {
    return OutputLayout.COLOUR + "/ (a colour image per light of a colour sensor)";
  }

  @Override
  public Optional<String> lacks(Frame frame) {
    String pattern = frame.configuration().cfaPattern();
    if (ColourPattern.isOne(pattern)) {
      return Optional.empty();
    }
    return Optional.of(
        pattern.isEmpty()
            ? "no colour image: the header names no colour pattern (BAYERPAT); --facts can state it"
            : "no colour image: the colour pattern is "
                + pattern
                + ", expected RGGB, BGGR, GRBG or GBRG");
  }

  @Override
  public Measurer begin(LightServices on) {
    // Memory that was never used is dear to touch: frames are kept in the same again and again.
    Deque<float[][]> free = new ConcurrentLinkedDeque<>();
    Set<String> ofMosaics = on.headers().words().keywordsOfMosaics();
    return light ->
        lacks(light.frame()).isPresent() ? null : new OfLight(light, on, ofMosaics, free);
  }

  /** One light. */
  private final class OfLight implements Measuring {
    private final LightContext light;
    private final LightServices services;
    private final Set<String> ofMosaics;
    private final Deque<float[][]> free;
    private float[][] mosaic;

    OfLight(
        LightContext light, LightServices services, Set<String> ofMosaics, Deque<float[][]> free) {
      this.light = light;
      this.services = services;
      this.ofMosaics = ofMosaics;
      this.free = free;
    }

    @Override
    public void row(LightRow row) {
      if (mosaic == null) {
        float[][] last = free.pollLast();
        int height = light.frame().height();
        mosaic =
            last != null && last.length == height && last[0].length == row.width()
                ? last
                : new float[height][row.width()];
      }
      System.arraycopy(row.values(), 0, mosaic[row.y()], 0, row.width());
    }

    @Override
    public void finish(ProductHeader header, String fingerprint) throws IOException {
      Frame frame = light.frame();
      ColourPattern pattern = new ColourPattern(frame.configuration().cfaPattern());
      Demosaic planes = method.of(mosaic, frame.width(), pattern);
      String uri = OutputLayout.in(light.matched().output(), file(light.matched().name(), frame));
      try (ProductFile file = new ProductFile(services.storage().create(uri))) {
        ProductWriter.Image image =
            file.add(
                ColourHeader.of(
                    header.facts(),
                    ofMosaics,
                    method,
                    pattern.cell(),
                    planes.width(),
                    planes.height()));
        float[] row = new float[frame.width()];
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * planes.width());
        for (char colour : ColourPattern.COLOURS.toCharArray()) {
          for (int y = 0; y < planes.height(); y++) {
            planes.row(colour, y, row);
            bytes.clear().asFloatBuffer().put(row, 0, planes.width());
            image.write(bytes);
          }
        }
        file.finish(whole -> {});
      }
      free.addLast(mosaic);
      mosaic = null;
    }
  }
}

package org.nightbeam.calibrate;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.nightbeam.fits.product.Plane;

/** Receives the rows of a calibrated light, from the first to the last, each plane separately. */
interface LightSink {
  /** Takes the next rows of pixels: float32, big-endian, from position to limit. */
  void pixels(ByteBuffer rows) throws IOException;

  /** Takes the next rows of a plane: big-endian, from position to limit. */
  void plane(Plane plane, ByteBuffer rows) throws IOException;
}

package org.nightbeam.calibrate;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Where the rows of a calibrated light go to, from the first to the last: each plane by itself. */
interface LightSink {
  /** Takes the next rows of pixels: float32, big-endian, from position to limit. */
  void pixels(ByteBuffer rows) throws IOException;

  /** Takes the next rows of standard deviations: float32, big-endian, from position to limit. */
  void sigmas(ByteBuffer rows) throws IOException;

  /** Takes the next rows of flags: a byte a pixel, from position to limit. */
  void flags(ByteBuffer rows) throws IOException;
}

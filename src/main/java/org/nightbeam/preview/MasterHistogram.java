package org.nightbeam.preview;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;

/**
 * The histogram of a master and what is read off its pixels, in its own unit: ADU for a bias, ADU/s
 * for a dark, none for a flat. Values that are not known are NaN.
 *
 * @param width pixels per row
 * @param height rows
 * @param level the median
 * @param noise of a pixel, see {@link PixelSample#noise}
 * @param hot pixels that exceed both pixels two columns away by 8 times the noise or a little more
 * @param invalid pixels without a finite value
 * @param low value that the picture shows black
 * @param high value that the picture shows white
 * @param from lower end of the histogram
 * @param to upper end of the histogram: of 200 pixels one at most lies below and one above
 * @param histogram counts of a sample of pixels in bins of one width
 */
public record MasterHistogram(
    int width,
    int height,
    double level,
    double noise,
    long hot,
    long invalid,
    double low,
    double high,
    double from,
    double to,
    List<Integer> histogram) {

  private static final ObjectMapper JSON =
      new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

  /** Returns the histogram as JSON. */
  byte[] json() {
    try {
      return JSON.writeValueAsBytes(this);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /**
   * Reads what {@link #json} gives.
   *
   * @throws IOException if it is something else
   */
  public static MasterHistogram of(byte[] json) throws IOException {
    return JSON.readValue(json, MasterHistogram.class);
  }
}

package org.nightbeam.master.store;

import org.nightbeam.frame.FrameType;

/**
 * A finished master, by reference: what travels instead of its pixels.
 *
 * @param id its id in the plan
 * @param type bias, dark, dark-flat or flat
 * @param uri where its FITS file is
 * @param path that file's path below the output
 * @param width pixels per row
 * @param height rows
 * @param dataOffset byte of its first pixel
 * @param sha256 hash of its pixels as the file has them (float32, big-endian), 64 hexadecimal
 *     digits
 */
public record MasterReference(
    String id,
    FrameType type,
    String uri,
    String path,
    int width,
    int height,
    long dataOffset,
    String sha256) {

  /** Returns the number of bytes of its pixels. */
  public long dataBytes() {
    return 4L * width * height;
  }
}

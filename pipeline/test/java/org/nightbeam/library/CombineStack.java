package org.nightbeam.library;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.nightbeam.combine.CombineMethod;
import org.nightbeam.combine.CombineSettings;
import org.nightbeam.combine.Combiner;
import org.nightbeam.fits.RowDecoder;
import org.nightbeam.frame.Frame;
import org.nightbeam.header.FrameReader;
import org.nightbeam.header.HeaderRules;
import org.nightbeam.pixels.FramePixels;
import org.nightbeam.storage.LocalStorage;

/** Combines raw frames of one size by a clipped mean, row by row. */
final class CombineStack {
  private CombineStack() {}

  /**
   * Returns the combined frame.
   *
   * @param files of one image each
   * @param scratch folder for the pixels of compressed files
   * @return {@code [height][width]} in ADU
   */
  static float[][] combine(List<Path> files, Path scratch) throws IOException {
    LocalStorage storage = new LocalStorage();
    FrameReader headers = new FrameReader(HeaderRules.DEFAULTS);
    List<Frame> frames = new ArrayList<>();
    for (Path file : files) {
      frames.addAll(headers.read(storage, file.toString(), file.getFileName().toString()).frames());
    }
    FramePixels pixels = new FramePixels(storage, scratch);
    Combiner combiner = new Combiner(new CombineSettings(CombineMethod.SIGMA_CLIP, 3, 3, 5));
    int width = frames.get(0).width();
    int height = frames.get(0).height();
    float[][] combined = new float[height][width];
    float[][] stack = new float[frames.size()][width]; // one row of each frame
    for (int y = 0; y < height; y++) {
      for (int i = 0; i < frames.size(); i++) {
        Frame frame = frames.get(i);
        ByteBuffer stored = ByteBuffer.allocate(width * frame.format().bytesPerPixel());
        pixels.readRows(frame, y, stored);
        new RowDecoder(frame.format()).read(stored, 0, width, stack[i]);
      }
      combiner.combine(stack, frames.size(), width, combined[y]);
    }
    return combined;
  }
}

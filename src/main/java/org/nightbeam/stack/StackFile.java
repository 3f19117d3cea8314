package org.nightbeam.stack;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.nightbeam.fits.product.ProductFile;
import org.nightbeam.fits.product.ProductHeader;
import org.nightbeam.fits.product.ProductWriter;
import org.nightbeam.preview.PreviewPath;
import org.nightbeam.preview.StackPreview;
import org.nightbeam.storage.OutputLayout;
import org.nightbeam.storage.Storage;

/** The file of a stack while it is written: its pixels, its planes, and the table of its lights. */
public final class StackFile implements Closeable {
  private final Storage storage;
  private final String output;
  private final StackJob job;
  private final ProductFile file;
  private final Map<StackPlane, ProductWriter.Image> planes = new EnumMap<>(StackPlane.class);
  private final ProductWriter.Image table;
  private final FramesTable frames;
  private final SortedMap<Integer, StackRows> waiting = new TreeMap<>();
  private final StackPreview preview; // null for none
  private int next;

  StackFile(Storage storage, String output, StackHeader headers, StackJob job, boolean preview)
      throws IOException {
    this.storage = storage;
    this.output = output;
    this.job = job;
    this.frames = new FramesTable(job);
    this.preview = preview ? new StackPreview(job.width(), job.height(), job.colours()) : null;
    ProductHeader primary = headers.of(job);
    String bunit = primary.text("BUNIT").orElse("");
    this.file = new ProductFile(storage.create(OutputLayout.in(output, job.path())));
    for (StackPlane plane : StackPlane.values()) {
      planes.put(
          plane,
          file.add(
              plane == StackPlane.IMAGE
                  ? primary
                  : plane.header(job.width(), job.height(), job.colours(), bunit)));
    }
    this.table = file.add(frames.header());
  }

  /** Takes rows, in any order. */
  public void add(StackRows rows) throws IOException {
    waiting.put(rows.firstRow(), rows);
    while (!waiting.isEmpty() && waiting.firstKey() == next) {
      StackRows now = waiting.remove(next);
      ByteBuffer image = now.planes().get(StackPlane.IMAGE);
      next += image.remaining() / Float.BYTES / job.width();
      if (preview != null) {
        preview.add(now.firstRow(), image);
      }
      for (StackPlane plane : StackPlane.values()) {
        planes.get(plane).write(now.planes().get(plane));
      }
    }
  }

  /** Gives the file its name, when all rows are there. */
  public void finish() throws IOException {
    table.write(frames.bytes());
    if (preview != null) {
      // First: a stack that is there is done.
      preview.write(storage, OutputLayout.in(output, PreviewPath.picture(job.path())));
    }
    file.finish(whole -> {});
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}

package org.nightbeam.stack;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.nightbeam.fits.FitsHeader;
import org.nightbeam.fits.FitsScanner;
import org.nightbeam.fits.checksum.DataSum;
import org.nightbeam.header.dialect.Dialect;
import org.nightbeam.master.Fingerprint;
import org.nightbeam.pixels.FramePixels;
import org.nightbeam.preview.PixelSample;
import org.nightbeam.preview.PreviewPath;
import org.nightbeam.preview.StackPreview;
import org.nightbeam.resample.FrameRows;
import org.nightbeam.resample.Mosaic;
import org.nightbeam.resample.Resampler;
import org.nightbeam.storage.DaemonThreads;
import org.nightbeam.storage.NewFile;
import org.nightbeam.storage.OutputLayout;
import org.nightbeam.storage.Storage;

/** The work on stacks: inspects products, stacks bands of rows, stores them, writes stacks. */
public final class StackWork {
  /** Sum of the words of a file in which every HDU has a CHECKSUM (FITS 4.0, appendix J). */
  private static final long WHOLE = 0xffffffffL;

  /** Cells along each axis in which the skies of colours are looked at. */
  private static final int SAMPLED = 256;

  private final Storage storage;
  private final FramePixels pixels;
  private final String output;
  private final boolean far;
  private final String version;
  private final Dialect words;
  private final Queue<Idle> idle = new ConcurrentLinkedQueue<>();

  /** A stacker of rows that is free; each has tens of megabytes of work space. */
  private record Idle(String fingerprint, int colour, BandStacker stacker, LightPixels source) {}

  /**
   * @param pixels decompresses products
   * @param output folder of the products
   * @param far whether it is on another host
   * @param version of the software, for headers
   * @param words of headers
   */
  public StackWork(
      Storage storage,
      FramePixels pixels,
      String output,
      boolean far,
      String version,
      Dialect words) {
    this.storage = storage;
    this.pixels = pixels;
    this.output = output;
    this.far = far;
    this.version = version;
    this.words = words;
  }

  /**
   * Looks at the products of a stack.
   *
   * @return the same stack, without lights whose products cannot be read
   */
  public StackJob prepared(StackJob planned) throws IOException {
    if (planned.lights().isEmpty()) {
      return planned; // its reference may not be known
    }
    List<StackLight> good = new ArrayList<>();
    List<LeftOut> out = new ArrayList<>(planned.leftOut());
    List<Object> looked =
        DaemonThreads.map(planned.lights(), DaemonThreads.FILES_AT_A_TIME, this::lookedAt);
    for (Object light : looked) {
      if (light instanceof StackLight found) {
        good.add(found);
      } else {
        out.add((LeftOut) light);
      }
    }
    StackJob job = planned.with(good, out);
    return known(job.settings().track() == null || good.isEmpty() ? job : moving(job));
  }

  /** Returns a stack that goes with a moving object, from where it is on the reference. */
  private StackJob moving(StackJob planned) throws IOException {
    StackJob job = whereMotionIsKnown(planned);
    if (job.lights().isEmpty()) {
      return job;
    }
    Motion motion = job.settings().track();
    StoredLight.Opened reference = reference(job);
    Instant from = job.fluxes().middle();
    Motion.Way way =
        motion.over(reference == null ? null : reference.header(), job.settings().finer(), from);
    List<StackLight> moved = new ArrayList<>();
    List<LeftOut> out = new ArrayList<>(job.leftOut());
    if (way == null) {
      String why =
          motion.option()
              + (reference == null
                  ? ": the product of the reference is gone, "
                  : " needs " + motion.needs() + " in the header of the reference, ")
              + job.reference().light()
              + "; "
              + motion.remedy();
      job.lights().forEach(light -> out.add(light.leftOut(why)));
      return job.with(List.of(), out);
    }
    for (StackLight light : job.lights()) {
      double[] gone = way.to(light.middle());
      StackLight there = light.moved(gone[0], gone[1]);
      if (there.meets(job.width(), job.height())) {
        moved.add(there);
      } else {
        out.add(
            light.leftOut(
                motion.option() + " carries the stack beyond the light: " + motion.doubt()));
      }
    }
    return job.with(moved, out).from(from);
  }

  private static StackJob whereMotionIsKnown(StackJob job) {
    List<StackLight> good = new ArrayList<>();
    List<LeftOut> out = new ArrayList<>(job.leftOut());
    for (StackLight light : job.lights()) {
      String why = job.settings().track().unknownAt(light.middle());
      if (why == null) {
        good.add(light);
      } else {
        out.add(light.leftOut(why));
      }
    }
    return job.with(good, out);
  }

  /** Returns the reference, which may be of an earlier run; null if its product is gone. */
  private StoredLight.Opened reference(StackJob job) throws IOException {
    return StoredLight.openIfThere(storage, uri(job.reference().light()), job.reference().hdu());
  }

  /** Returns a light with the place of its pixels, or why it is left out. */
  private Object lookedAt(StackLight light) {
    try {
      StoredLight stored = StoredLight.open(storage, uri(light.product()), light.hdu()).light();
      List<ColourSky> skies = light.skies();
      if (light.isColour()) {
        skies = skies(light.at(stored, skies));
        if (skies.stream().anyMatch(sky -> !(sky.noise() > 0))) {
          return light.leftOut("level and noise of its sky are not known");
        }
      }
      return light.at(stored, skies);
    } catch (IOException e) {
      return light.leftOut("its product cannot be read: " + e.getMessage());
    }
  }

  /** Returns the sky of each colour of a light, by some of its pixels. */
  private List<ColourSky> skies(StackLight light) throws IOException {
    StoredLight stored = light.stored();
    int height = stored.height() / Mosaic.CELL;
    int width = stored.width() / Mosaic.CELL;
    LightPixels source = new LightPixels(storage, pixels, output, far, List.of(light));
    List<PixelSample> places = new ArrayList<>();
    for (int k = 0; k < Mosaic.CELL * Mosaic.CELL; k++) {
      places.add(new PixelSample(width, height, SAMPLED));
    }
    float[] row = new float[width];
    for (int y = places.get(0).nextRow(); y >= 0; y = places.get(0).nextRow()) {
      FrameRows cells =
          source.read(0, new Resampler.Needed(Mosaic.CELL * y, Mosaic.CELL, 0, stored.width()));
      for (int k = places.size() - 1; k >= 0; k--) {
        for (int x = 0; x < width; x++) {
          row[x] = cells.values()[k / Mosaic.CELL][Mosaic.CELL * x + k % Mosaic.CELL];
        }
        places.get(k).add(y, row);
      }
    }
    List<ColourSky> skies = new ArrayList<>();
    for (int c = 0; c < StackLight.COLOURS.length(); c++) {
      char colour = StackLight.COLOURS.charAt(c);
      double level = 0;
      double variance = 0;
      int count = 0;
      for (int k = 0; k < places.size(); k++) {
        if (light.cell().charAt(k) == colour) {
          level += places.get(k).sky();
          double noise = places.get(k).noise();
          variance += noise * noise;
          count++;
        }
      }
      skies.add(light.skies().get(c).at(level / count, Math.sqrt(variance / count)));
    }
    return skies;
  }

  private String uri(String path) {
    return OutputLayout.in(output, path);
  }

  private StackJob known(StackJob job) throws IOException {
    Fingerprint print = new Fingerprint();
    print.add("stack of", job.object()).add("reference", job.reference());
    // The header has its coordinates, also where it is of another filter and not in the stack.
    StoredLight.Opened reference = reference(job);
    print.add("reference is", reference == null ? "gone" : reference.light().fingerprint());
    print.add("settings", job.settings());
    for (StackLight light : job.lights()) {
      print.add("light", light);
    }
    print.add("fluxes of", job.level());
    print.add("from", job.from());
    job.leftOut().forEach(left -> print.add("left out", left));
    return job.known(print.add("version", version).hex());
  }

  /** Returns whether the stack is there already, whole, and would come out the same. */
  public boolean isUpToDate(StackJob job) {
    try (SeekableByteChannel channel = storage.open(uri(job.path()))) {
      FitsHeader header = FitsScanner.primary(channel);
      return header.text(StackHeader.FINGERPRINT).orElse("").equals(job.fingerprint())
          && DataSum.of(channel, 0) == WHOLE;
    } catch (IOException noneOrDamaged) {
      return false;
    }
  }

  /** Returns whether there is a file of the name of a stack, whatever is in it. */
  public boolean isThere(StackJob job) throws IOException {
    try (SeekableByteChannel channel = storage.openIfThere(uri(job.path()))) {
      return channel != null;
    }
  }

  /** Writes the picture of a stack that is there, if the stack was made without. */
  public void addPicture(StackJob job) throws IOException {
    String picture = uri(PreviewPath.picture(job.path()));
    try (SeekableByteChannel there = storage.open(picture)) {
      if (there.size() > 0) {
        return;
      }
    } catch (IOException none) {
      // It is made now.
    }
    StackPreview preview = new StackPreview(job.width(), job.height(), job.colours());
    ByteBuffer rows = ByteBuffer.allocate(job.rowsOfBand() * job.width() * Float.BYTES);
    try (SeekableByteChannel channel = storage.open(uri(job.path()))) {
      channel.position(FitsScanner.primaryData(channel));
      for (int y = 0; y < job.rows(); y += job.rowsOfBand()) {
        int count = Math.min(job.rowsOfBand(), job.rows() - y);
        rows.clear().limit(count * job.width() * Float.BYTES);
        while (rows.hasRemaining()) {
          if (channel.read(rows) < 0) {
            throw new EOFException(uri(job.path()) + ": ends before row " + (y + count));
          }
        }
        preview.add(y, rows.flip());
      }
    }
    preview.write(storage, picture);
  }

  /**
   * Stacks some rows of one plane.
   *
   * @param firstRow counted over all planes, see {@link StackJob#rows}
   * @throws IOException if a light cannot be read; {@link #without} goes on
   */
  public StackRows rows(StackJob job, int firstRow, int rows) throws IOException {
    StackRows result = StackRows.of(firstRow, rows * job.width());
    int colour = firstRow / job.height();
    float sky = (float) job.sky(colour);
    Idle work = idle(job, colour);
    work.stacker.stack(
        firstRow % job.height(),
        rows,
        job.columns(),
        work.source,
        (y, row) -> result.add(row, sky));
    idle.add(work);
    result.flip();
    return result;
  }

  /** Returns work space that a thread has left, of the same plane; that of others is given up. */
  private Idle idle(StackJob job, int colour) {
    for (Idle left = idle.poll(); left != null; left = idle.poll()) {
      if (left.colour == colour && left.fingerprint.equals(job.fingerprint())) {
        return left;
      }
    }
    LightPixels source = new LightPixels(storage, pixels, output, far, job.lights(colour));
    return new Idle(job.fingerprint(), colour, job.stacker(colour), source);
  }

  /** Gives up the work space, which is large. */
  public void clear() {
    idle.clear();
  }

  /** Keeps rows in a file until the stack is written. */
  public void keep(StackRows rows, String uri) throws IOException {
    try (NewFile file = storage.create(uri)) {
      for (ByteBuffer plane : rows.planes().values()) {
        file.write(plane);
      }
      file.commit();
    }
  }

  /** Returns rows that were kept. */
  public StackRows kept(StackJob job, int firstRow, int rows, String uri) throws IOException {
    StackRows kept = StackRows.of(firstRow, rows * job.width());
    try (SeekableByteChannel file = storage.open(uri)) {
      for (Map.Entry<StackPlane, ByteBuffer> plane : kept.planes().entrySet()) {
        ByteBuffer bytes = plane.getValue();
        while (bytes.hasRemaining()) {
          if (file.read(bytes) < 0) {
            throw new IOException(uri + ": ends before row " + (firstRow + rows) + " of the stack");
          }
        }
      }
    }
    kept.flip();
    return kept;
  }

  /**
   * Begins the file of a stack.
   *
   * @param preview whether a preview is written with it
   */
  public StackFile begin(StackJob job, boolean preview) throws IOException {
    return new StackFile(
        storage, output, new StackHeader(storage, output, version, words), job, preview);
  }

  /**
   * Returns the stack without a light whose pixels could not be read, or null if the failure is
   * another one.
   */
  public StackJob without(StackJob job, IOException failure) throws IOException {
    if (!(failure instanceof LightPixels.UnreadableLightException unreadable)) {
      return null;
    }
    List<StackLight> good = new ArrayList<>(job.lights());
    good.removeIf(light -> light.isOf(unreadable.light()));
    List<LeftOut> out = new ArrayList<>(job.leftOut());
    out.add(
        unreadable
            .light()
            .leftOut("its product cannot be read: " + unreadable.getCause().getMessage()));
    return known(job.with(good, out));
  }
}

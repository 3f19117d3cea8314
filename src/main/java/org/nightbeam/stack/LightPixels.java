package org.nightbeam.stack;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.List;
import org.nightbeam.fits.RowDecoder;
import org.nightbeam.fits.product.PixelFlag;
import org.nightbeam.frame.Compression;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.FrameType;
import org.nightbeam.frame.Pointing;
import org.nightbeam.frame.Processing;
import org.nightbeam.frame.RawLayout;
import org.nightbeam.frame.Sensor;
import org.nightbeam.pixels.FramePixels;
import org.nightbeam.resample.FrameRows;
import org.nightbeam.resample.Resampler;
import org.nightbeam.storage.Storage;

/**
 * Reads the pixels of lights from their products. What the flags of a light say to be nothing of
 * the sky becomes NaN: bad pixels, cosmic rays, values that were made up.
 *
 * <p>Not safe for use by several threads: it keeps work space.
 */
final class LightPixels implements BandStacker.Source {
  private static final int INVALID =
      PixelFlag.BAD.bit()
          | PixelFlag.COSMIC_RAY.bit()
          | PixelFlag.NO_DATA.bit()
          | PixelFlag.LOW_FLAT.bit()
          | PixelFlag.INTERPOLATED.bit();

  /** Rows this many times wider than the part that is needed are not read whole. */
  private static final int NARROW = 4;

  private final Storage storage;
  private final FramePixels pixels;
  private final String output;
  private final boolean far;
  private final List<StackLight> lights;
  private ByteBuffer bytes = ByteBuffer.allocate(0);
  private float[][] values = new float[0][];
  private float[][] sigmas = new float[0][];
  private float[][] flags = new float[0][];

  /**
   * @param pixels decompresses those that are compressed
   * @param output folder of the products
   * @param far whether it is on another host, where few reads of much are better than many of
   *     little
   */
  LightPixels(
      Storage storage, FramePixels pixels, String output, boolean far, List<StackLight> lights) {
    this.storage = storage;
    this.pixels = pixels;
    this.output = output;
    this.far = far;
    this.lights = lights;
  }

  /** Tells that the pixels of a light could not be read. */
  static final class UnreadableLightException extends IOException {
    private static final long serialVersionUID = 1L;
    private final transient StackLight light;

    UnreadableLightException(StackLight light, IOException cause) {
      super(light.product() + ": " + cause.getMessage(), cause);
      this.light = light;
    }

    StackLight light() {
      return light;
    }
  }

  @Override
  public FrameRows read(int frame, Resampler.Needed needed) throws IOException {
    StackLight light = lights.get(frame);
    StoredLight stored = light.stored();
    try {
      values = read(light, stored.image(), needed, values);
      float[][] variances = null;
      if (stored.sigmas() != null) {
        sigmas = read(light, stored.sigmas(), needed, sigmas);
        variances = sigmas;
        for (float[] row : variances) {
          square(row);
        }
      }
      boolean[][] saturated = null;
      if (stored.flags() != null) {
        flags = read(light, stored.flags(), needed, flags);
        saturated = byFlags(needed.rows());
      }
      if (stored.minusOne()) {
        for (float[] row : values) {
          minusOneToNaN(row);
        }
      }
      if (stored.pedestal() != 0) {
        for (float[] row : values) {
          subtract((float) stored.pedestal(), row);
        }
      }
      double gain = light.electronsPerUnit();
      return new FrameRows(
          needed.firstRow(),
          needed.firstColumn(),
          values,
          variances,
          light.noise() * light.noise(),
          gain > 0 ? 1 / gain : 0,
          saturated,
          stored.width(),
          stored.height());
    } catch (IOException e) {
      throw new UnreadableLightException(light, e);
    }
  }

  /** Takes out what is nothing of the sky; returns which pixels are saturated, null for none. */
  private boolean[][] byFlags(int rows) {
    boolean[][] saturated = null;
    for (int j = 0; j < rows; j++) {
      float[] of = flags[j];
      for (int x = 0; x < of.length; x++) {
        if (of[x] != 0) {
          int bits = (int) of[x];
          if ((bits & INVALID) != 0) {
            values[j][x] = Float.NaN;
          }
          if ((bits & PixelFlag.SATURATED.bit()) != 0) {
            saturated = saturated == null ? new boolean[rows][] : saturated;
            saturated[j] = saturated[j] == null ? new boolean[of.length] : saturated[j];
            saturated[j][x] = true;
          }
        }
      }
    }
    return saturated;
  }

  private static void square(float[] row) {
    for (int x = 0; x < row.length; x++) {
      row[x] *= row[x];
    }
  }

  private static void subtract(float pedestal, float[] row) {
    for (int x = 0; x < row.length; x++) {
      row[x] -= pedestal;
    }
  }

  private static void minusOneToNaN(float[] row) {
    for (int x = 0; x < row.length; x++) {
      if (row[x] == -1) {
        row[x] = Float.NaN;
      }
    }
  }

  private float[][] read(
      StackLight light, StoredLight.StoredPlane plane, Resampler.Needed needed, float[][] into)
      throws IOException {
    int rows = needed.rows();
    int columns = needed.columns();
    float[][] out = into;
    if (out.length != rows || rows > 0 && out[0].length != columns) {
      out = new float[rows][columns];
    }
    if (rows == 0 || columns == 0) {
      return out;
    }
    int width = light.stored().width();
    int bytesPerPixel = plane.format().bytesPerPixel();
    RowDecoder decoder = new RowDecoder(plane.format());
    boolean part =
        !far && light.stored().compression() == Compression.NONE && (long) columns * NARROW < width;
    int stored = part ? columns : width;
    long size = (long) rows * stored * bytesPerPixel;
    if (bytes.capacity() < size) {
      bytes = ByteBuffer.allocateDirect(Math.toIntExact(size));
    }
    bytes.clear().limit((int) size);
    if (part) {
      readPart(light, plane, needed, bytes);
    } else {
      pixels.readRows(frame(light, plane), needed.firstRow(), bytes);
    }
    for (int j = 0; j < rows; j++) {
      int first = j * stored + (part ? 0 : needed.firstColumn());
      decoder.read(bytes, first, columns, out[j]);
    }
    return out;
  }

  private void readPart(
      StackLight light, StoredLight.StoredPlane plane, Resampler.Needed needed, ByteBuffer into)
      throws IOException {
    int size = plane.format().bytesPerPixel();
    long rowBytes = (long) light.stored().width() * size;
    try (SeekableByteChannel channel = storage.open(uri(light))) {
      for (int j = 0; j < needed.rows(); j++) {
        channel.position(
            plane.dataOffset()
                + (needed.firstRow() + j) * rowBytes
                + (long) needed.firstColumn() * size);
        into.limit((j + 1) * needed.columns() * size);
        while (into.hasRemaining()) {
          if (channel.read(into) < 0) {
            throw new EOFException("the file ends before its pixels do");
          }
        }
      }
    }
  }

  private String uri(StackLight light) {
    return output + "/" + light.product();
  }

  /** Returns a plane of a product as a frame, of which nothing matters but where its pixels are. */
  private Frame frame(StackLight light, StoredLight.StoredPlane plane) {
    StoredLight stored = light.stored();
    return new Frame(
        uri(light),
        light.product(),
        plane.hdu(),
        false,
        stored.compression(),
        plane.dataOffset(),
        plane.format(),
        FrameType.LIGHT,
        null,
        light.exposure(),
        "",
        Double.NaN,
        Double.NaN,
        light.start(),
        null,
        null,
        Frame.Notes.NONE,
        Processing.CORRECTED,
        null,
        null,
        Sensor.UNKNOWN,
        RawLayout.whole(stored.width(), stored.height()),
        Pointing.UNKNOWN);
  }
}

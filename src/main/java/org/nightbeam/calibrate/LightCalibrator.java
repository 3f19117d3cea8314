package org.nightbeam.calibrate;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.List;
import org.nightbeam.fits.DataSum;
import org.nightbeam.fits.FloatImageFile;
import org.nightbeam.fits.ProductHeader;
import org.nightbeam.fits.RowDecoder;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.FramePixels;
import org.nightbeam.frame.RawHeader;
import org.nightbeam.master.MappedMaster;
import org.nightbeam.master.MasterReference;
import org.nightbeam.master.MasterStore;
import org.nightbeam.master.Pedestal;
import org.nightbeam.plan.LightFrame;
import org.nightbeam.storage.Storage;

/**
 * Calibrates light frames: {@code C = (S - (B + D t)) / F} in ADU, in single precision, a few rows
 * at a time. A pixel is valid if its raw value is (not BLANK, not NaN) and the masters are; what
 * becomes of others is an option.
 *
 * <p>Not safe for use by several threads: it keeps work space.
 */
public final class LightCalibrator {
  private static final int ROWS_AT_ONCE = 16;
  private static final int BYTES_AT_ONCE = 1 << 20;

  private final Storage storage;
  private final FramePixels pixels;
  private final MasterStore masters;
  private final String version;
  private final InvalidPixels invalidPixels;

  private ByteBuffer raw = ByteBuffer.allocateDirect(0);
  private ByteBuffer calibrated = ByteBuffer.allocateDirect(0);

  /**
   * @param storage where frames are read and written
   * @param pixels their pixels
   * @param masters the masters
   * @param version of the software, for the header
   * @param invalidPixels what becomes of pixels without a valid value
   */
  public LightCalibrator(
      Storage storage,
      FramePixels pixels,
      MasterStore masters,
      String version,
      InvalidPixels invalidPixels) {
    this.storage = storage;
    this.pixels = pixels;
    this.masters = masters;
    this.version = version;
    this.invalidPixels = invalidPixels;
  }

  /**
   * Calibrates one frame and writes the result.
   *
   * @param bias null if the step is left out
   * @param dark null if the step is left out
   * @param flat null if the step is left out
   * @param target URI of the calibrated frame
   * @throws IOException if the frame or a master cannot be read, or the result not be written
   */
  public void calibrate(
      LightFrame light,
      MasterReference bias,
      MasterReference dark,
      MasterReference flat,
      String target)
      throws IOException {
    Frame frame = light.frame();
    int width = frame.width();
    ProductHeader header = header(light, bias, dark, flat);
    RowDecoder decoder = new RowDecoder(frame.format());
    int rawRow = width * frame.format().bytesPerPixel();
    int rowsAtOnce = Math.max(1, Math.min(ROWS_AT_ONCE, BYTES_AT_ONCE / (width * Float.BYTES)));
    reserve(rawRow * rowsAtOnce, width * Float.BYTES * rowsAtOnce);
    float[] values = new float[width];
    float[] master = new float[width];
    DataSum rawSum = new DataSum();
    try (Pedestal pedestal = Pedestal.open(masters, bias, dark);
        MappedMaster flatField = flat == null ? null : masters.open(flat);
        ReadableByteChannel in = pixels.sequential(frame);
        FloatImageFile out =
            new FloatImageFile(storage.create(target), header, width, frame.height())) {
      for (int y = 0; y < frame.height(); y += rowsAtOnce) {
        int rows = Math.min(rowsAtOnce, frame.height() - y);
        raw.clear().limit(rows * rawRow);
        FramePixels.fill(in, raw, frame);
        rawSum.add(raw.flip());
        calibrated.clear().limit(rows * width * Float.BYTES);
        for (int r = 0; r < rows; r++) {
          decoder.read(raw, r * width, width, values);
          if (!pedestal.isEmpty()) {
            pedestal.read(y + r, 0, width, frame.exposure(), master);
            subtract(values, master, width);
          }
          if (flatField != null) {
            flatField.read(y + r, 0, width, master);
            divide(values, master, width);
          }
          if (invalidPixels == InvalidPixels.MINUS_ONE) {
            minusOne(values, width);
          }
          calibrated.asFloatBuffer().put(r * width, values, 0, width);
        }
        out.write(calibrated);
      }
      header.set("NBRAWSUM", Long.toString(rawSum.value()));
      out.finish();
    }
  }

  private void reserve(int rawBytes, int calibratedBytes) {
    if (raw.capacity() < rawBytes) {
      raw = ByteBuffer.allocateDirect(rawBytes);
    }
    if (calibrated.capacity() < calibratedBytes) {
      calibrated = ByteBuffer.allocateDirect(calibratedBytes).order(ByteOrder.BIG_ENDIAN);
    }
  }

  private ProductHeader header(
      LightFrame light, MasterReference bias, MasterReference dark, MasterReference flat)
      throws IOException {
    Frame frame = light.frame();
    ProductHeader header = ProductHeader.ofImage(frame.width(), frame.height());
    header.keep(RawHeader.cards(storage, frame));
    header.add("BUNIT", "adu", "unit of the pixels");
    StringBuilder done = new StringBuilder();
    List<String> history = new ArrayList<>();
    if (bias != null) {
      done.append('B');
      history.add("bias subtracted: " + bias.path());
    }
    if (dark != null) {
      done.append('D');
      history.add("dark subtracted, scaled to " + frame.exposure() + " s: " + dark.path());
    }
    if (flat != null) {
      done.append('F');
      history.add("divided by flat: " + flat.path());
    }
    header.add("CALSTAT", done.toString(), "steps done: bias, dark, flat");
    header.add("NBVERSN", version, "Nightbeam version");
    header.add("NBRAW", frame.path(), "raw file");
    header.add("NBRAWHDU", frame.hdu(), "HDU of the raw file");
    header.add("NBRAWSUM", "0000000000", "DATASUM of the raw pixels");
    addMaster(header, "NBBIAS", "bias", bias);
    addMaster(header, "NBDARK", "dark", dark);
    addMaster(header, "NBFLAT", "flat", flat);
    header.add("NBINVAL", invalidPixels.name(), "value of pixels without a valid value");
    for (String step : history) {
      header.addHistory("Nightbeam: " + step);
    }
    if (light.remark() != null) {
      header.addHistory("Nightbeam: " + light.remark());
    }
    return header;
  }

  private static void addMaster(
      ProductHeader header, String keyword, String name, MasterReference master) {
    header.add(keyword, master == null ? "NONE" : master.path(), "master " + name);
    if (master != null) {
      header.add(keyword + "H", master.sha256(), "");
    }
  }

  private static void subtract(float[] values, float[] pedestal, int length) {
    for (int i = 0; i < length; i++) {
      values[i] -= pedestal[i];
    }
  }

  private static void divide(float[] values, float[] flat, int length) {
    for (int i = 0; i < length; i++) {
      values[i] /= flat[i];
    }
  }

  private static void minusOne(float[] values, int length) {
    for (int i = 0; i < length; i++) {
      values[i] = values[i] >= 0 && values[i] <= Float.MAX_VALUE ? values[i] : -1;
    }
  }
}

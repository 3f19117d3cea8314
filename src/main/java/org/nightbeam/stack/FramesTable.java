package org.nightbeam.stack;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.nightbeam.fits.RawCard;
import org.nightbeam.fits.product.ProductHeader;
import org.nightbeam.registration.Transform;

/** The table of a stack: its lights with their weights, and those left out, with the reason. */
final class FramesTable {
  private static final String WEIGHT = "WEIGHT";
  private static final int TERMS = 10;
  private static final double DAY = 86_400;
  private static final double MJD_OF_1970 = 40_587;

  private final StackJob job;
  private final List<Column> columns = new ArrayList<>();
  private final int nameBytes;
  private final int whyBytes;

  /** A column of numbers, of lights that went in. */
  private record Column(String name, String unit, String comment, ToDoubleFunction<Integer> of) {}

  FramesTable(StackJob job) {
    this.job = job;
    int names = 1;
    int reasons = 1;
    for (StackLight light : job.lights()) {
      names = Math.max(names, ascii(light.product()).length);
    }
    for (LeftOut left : job.leftOut()) {
      names = Math.max(names, ascii(left.product()).length);
      reasons = Math.max(reasons, ascii(left.why()).length);
    }
    this.nameBytes = names;
    this.whyBytes = reasons;
    String weight = "part in the sums; 0 of those left out";
    if (job.isColour()) {
      for (int c = 0; c < job.colours(); c++) {
        double[] ofColour = job.parts(c);
        add(WEIGHT + "_" + StackLight.COLOURS.charAt(c), "", weight, k -> ofColour[k]);
      }
    } else {
      double[] ofAll = job.parts(0);
      add(WEIGHT, "", weight, k -> ofAll[k]);
    }
    for (int c = 0; c < job.colours(); c++) {
      int colour = c;
      String of = job.isColour() ? "_" + StackLight.COLOURS.charAt(c) : "";
      add("SCALE" + of, "", "fluxes were multiplied by it", k -> light(k).of(colour).scale());
      String sky = "level that was subtracted, in the unit of the light";
      add("SKY" + of, "", sky, k -> light(k).of(colour).sky());
      add("NOISE" + of, "", "of a pixel of its sky, in its unit", k -> light(k).of(colour).noise());
    }
    add("FWHM", "pix", "of its stars, in its pixels", k -> light(k).fwhm());
    add("EXPTIME", "s", "exposure", k -> light(k).exposure());
    add("MJD_MID", "d", "middle of the exposure, UTC", k -> mjd(light(k)));
    add("CENTREX", "pix", "x0 of u = (x - x0) / unit, from 0", k -> light(k).transform().centreX());
    add("CENTREY", "pix", "y0 of v = (y - y0) / unit, from 0", k -> light(k).transform().centreY());
    add("UNIT", "pix", "unit of u and v", k -> light(k).transform().unit());
  }

  private void add(String name, String unit, String comment, ToDoubleFunction<Integer> of) {
    columns.add(new Column(name, unit, comment, of));
  }

  private StackLight light(int k) {
    return job.lights().get(k);
  }

  static double mjd(StackLight light) {
    return light.middle() == null ? Double.NaN : mjd(light.middle());
  }

  static double mjd(Instant time) {
    return MJD_OF_1970 + (time.getEpochSecond() + time.getNano() * 1e-9) / DAY;
  }

  private static byte[] ascii(String text) {
    return RawCard.ascii(text).getBytes(StandardCharsets.US_ASCII);
  }

  private int rowBytes() {
    return nameBytes + Integer.BYTES + (columns.size() + 2 * TERMS) * Double.BYTES + whyBytes;
  }

  private int rows() {
    return job.lights().size() + job.leftOut().size();
  }

  ProductHeader header() {
    ProductHeader header = ProductHeader.ofTable(rowBytes(), rows());
    header.add("TFIELDS", columns.size() + 5, "columns");
    int number = 0;
    describe(
        header, ++number, "FRAME", nameBytes + "A", "", "product of the light, below the output");
    describe(header, ++number, "HDU", "1J", "", "its image in the raw file");
    for (Column column : columns) {
      describe(header, ++number, column.name, "1D", column.unit, column.comment);
    }
    String terms = ": 1, u, v, u2, uv, v2, u3, u2v, uv2, v3";
    describe(header, ++number, "ONX", TERMS + "D", "pix", "x on the light, from 0" + terms);
    describe(header, ++number, "ONY", TERMS + "D", "pix", "y on the light, from 0" + terms);
    describe(header, ++number, "WHYNOT", whyBytes + "A", "", "why the light was left out");
    header.add("EXTNAME", "FRAMES", "lights of the stack");
    return header;
  }

  private static void describe(
      ProductHeader header, int number, String name, String form, String unit, String comment) {
    header.add("TTYPE" + number, name, "");
    header.add("TFORM" + number, form, "");
    if (!unit.isEmpty()) {
      header.add("TUNIT" + number, unit, "");
    }
    header.add("TCOMM" + number, comment, "");
  }

  ByteBuffer bytes() {
    ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(rowBytes(), rows()));
    for (int k = 0; k < job.lights().size(); k++) {
      put(bytes, light(k).product(), nameBytes);
      bytes.putInt(light(k).hdu());
      for (Column column : columns) {
        bytes.putDouble(column.of.applyAsDouble(k));
      }
      Transform transform = light(k).transform();
      put(bytes, transform.xs());
      put(bytes, transform.ys());
      put(bytes, "", whyBytes);
    }
    for (LeftOut left : job.leftOut()) {
      put(bytes, left.product(), nameBytes);
      bytes.putInt(left.hdu());
      for (Column column : columns) {
        bytes.putDouble(column.name.startsWith(WEIGHT) ? 0 : Double.NaN);
      }
      for (int k = 0; k < 2 * TERMS; k++) {
        bytes.putDouble(Double.NaN);
      }
      put(bytes, left.why(), whyBytes);
    }
    return bytes.flip();
  }

  private static void put(ByteBuffer bytes, double[] terms) {
    for (int k = 0; k < TERMS; k++) {
      bytes.putDouble(k < terms.length ? terms[k] : 0);
    }
  }

  private static void put(ByteBuffer bytes, String text, int length) {
    byte[] ascii = ascii(text);
    bytes.put(ascii);
    for (int k = ascii.length; k < length; k++) {
      bytes.put((byte) ' ');
    }
  }
}

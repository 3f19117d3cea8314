package org.nightbeam.lightcurve;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/**
 * What the stars of a field measure in one light: columns, which travel as one block.
 *
 * @param about what is known of the light as a whole
 * @param flux {@code [star * apertures + aperture]}; NaN for none
 * @param error standard deviations of the fluxes
 * @param x columns of the middles of the apertures, from 0; NaN off the frame
 * @param y rows of the same
 * @param sky level about each star that was subtracted, per pixel
 * @param flags bits of {@link org.nightbeam.photometry.SourceFlag}
 */
public record MeasuredLight(
    About about, float[] flux, float[] error, float[] x, float[] y, float[] sky, byte[] flags) {

  /**
   * A light as a whole.
   *
   * @param frame path of the raw frame
   * @param mid middle of the exposure in days since J2000.0, UTC; NaN if not known
   * @param exposure in seconds
   * @param airmass NaN if not known
   * @param fwhm of stars in pixels
   * @param rightAscension of the target by the header, in degrees; NaN if not known
   * @param declination of the same
   * @param longitude of the telescope, in degrees east; NaN if not known
   * @param latitude of the telescope, in degrees north; NaN if not known
   */
  public record About(
      String frame,
      double mid,
      double exposure,
      double airmass,
      double fwhm,
      double rightAscension,
      double declination,
      double longitude,
      double latitude) {}

  /** Returns how many stars there are. */
  public int stars() {
    return x.length;
  }

  /** Returns it as bytes. */
  public byte[] coded() throws IOException {
    ByteArrayOutputStream bytes =
        new ByteArrayOutputStream(256 + 4 * (2 * flux.length + 4 * x.length));
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeUTF(about.frame);
    out.writeDouble(about.mid);
    out.writeDouble(about.exposure);
    out.writeDouble(about.airmass);
    out.writeDouble(about.fwhm);
    out.writeDouble(about.rightAscension);
    out.writeDouble(about.declination);
    out.writeDouble(about.longitude);
    out.writeDouble(about.latitude);
    out.writeInt(x.length);
    out.writeInt(flux.length);
    for (float[] column : new float[][] {flux, error, x, y, sky}) {
      ByteBuffer buffer = ByteBuffer.allocate(column.length * Float.BYTES);
      buffer.asFloatBuffer().put(column);
      out.write(buffer.array());
    }
    out.write(flags);
    return bytes.toByteArray();
  }

  /** Reads it again. */
  public static MeasuredLight of(byte[] coded) throws IOException {
    ByteArrayInputStream bytes = new ByteArrayInputStream(coded);
    DataInputStream in = new DataInputStream(bytes);
    About about = about(in);
    int stars = in.readInt();
    int fluxes = in.readInt();
    int at = coded.length - bytes.available();
    float[][] columns = new float[5][];
    for (int k = 0; k < columns.length; k++) {
      columns[k] = new float[k < 2 ? fluxes : stars];
      FloatBuffer floats =
          ByteBuffer.wrap(coded, at, columns[k].length * Float.BYTES).slice().asFloatBuffer();
      floats.get(columns[k]);
      at += columns[k].length * Float.BYTES;
    }
    byte[] flags = new byte[stars];
    System.arraycopy(coded, at, flags, 0, stars);
    return new MeasuredLight(
        about, columns[0], columns[1], columns[2], columns[3], columns[4], flags);
  }

  /** Reads what is known of the light as a whole, and no more. */
  static About about(byte[] coded) throws IOException {
    return about(new DataInputStream(new ByteArrayInputStream(coded)));
  }

  private static About about(DataInputStream in) throws IOException {
    return new About(
        in.readUTF(),
        in.readDouble(),
        in.readDouble(),
        in.readDouble(),
        in.readDouble(),
        in.readDouble(),
        in.readDouble(),
        in.readDouble(),
        in.readDouble());
  }
}

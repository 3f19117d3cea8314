package org.nightbeam.frame;

import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.nightbeam.fits.PixelFormat;
import org.nightbeam.fits.UnreadableFileException;
import org.nightbeam.fits.checksum.RecordedSums;
import org.nightbeam.fits.product.Trim;
import org.nightbeam.reason.Reason;
import org.nightbeam.reason.ReasonCode;
import org.nightbeam.storage.FileStamp;
import org.nightbeam.storage.Storage;

/**
 * One image of one file, by reference: its pixels stay where they are.
 *
 * @param uri where the file is
 * @param path its path below the input that named it, with {@code /} between folders
 * @param hdu number of the image's HDU
 * @param onlyImage whether the file has no other image
 * @param compression how its pixels are compressed
 * @param dataOffset byte of the first pixel, after decompression by gzip; of tiles that of the
 *     table
 * @param format how the pixels are stored; null if there are none that can be used
 * @param type of the frame
 * @param configuration how the camera was set; its size is that of the image that is kept
 * @param exposure exposure time in seconds; NaN if not known
 * @param filter filters in the beam; empty if none or not known
 * @param temperature of the sensor in degrees Celsius; NaN if not known
 * @param rotator angle of the rotator in degrees; NaN if not known
 * @param time start of the exposure; null if not known; midnight where only the date is, see {@link
 *     Notes#dateAlone}
 * @param night local date at the noon before; null if not known
 * @param refusal why the frame cannot be used; null if it can
 * @param notes what a person should know of how its header was read
 * @param processing what has been done to its pixels
 * @param sums what its header says that its bytes sum up to; null if that is not to be verified
 * @param stamp what its file was when the header was read; null if not known
 * @param sensor what the header says of the sensor
 * @param layout where the image is in the stored pixels
 * @param pointing what a light was taken of
 */
public record Frame(
    String uri,
    String path,
    int hdu,
    boolean onlyImage,
    Compression compression,
    long dataOffset,
    PixelFormat format,
    FrameType type,
    CameraConfiguration configuration,
    double exposure,
    String filter,
    double temperature,
    double rotator,
    Instant time,
    LocalDate night,
    Reason refusal,
    Notes notes,
    Processing processing,
    RecordedSums sums,
    FileStamp stamp,
    Sensor sensor,
    RawLayout layout,
    Pointing pointing) {

  /**
   * How a header was read.
   *
   * @param stated facts that were stated by hand, and where; empty for none
   * @param warnings what breaks the standard or is said twice, or a light that looks like none;
   *     empty for nothing
   * @param unusable those of the warnings that tell why a fact is not known though a card says it
   * @param nightByDefault whether nothing but the default offset from UTC tells its night
   * @param dateAlone whether no time of day is known, so that its time is the midnight of a date
   */
  public record Notes(
      String stated, String warnings, String unusable, boolean nightByDefault, boolean dateAlone) {
    /** Notes of a header without any problem. */
    public Notes(String stated, String warnings) {
      this(stated, warnings, "", false, false);
    }

    /** Returns the same with one more warning. */
    Notes warned(String warning) {
      return new Notes(
          stated,
          warnings.isEmpty() ? warning : warnings + "; " + warning,
          unusable,
          nightByDefault,
          dateAlone);
    }

    /** Notes without content. */
    public static final Notes NONE = new Notes("", "");
  }

  /** The order of tables, and of the frames in a master: night, time, path, HDU; unknowns last. */
  public static final Comparator<Frame> ORDER =
      Comparator.comparing(Frame::night, Comparator.nullsLast(Comparator.naturalOrder()))
          .thenComparing(Frame::time, Comparator.nullsLast(Comparator.naturalOrder()))
          .thenComparing(Frame::path)
          .thenComparing(Frame::uri)
          .thenComparing(Frame::hdu);

  /**
   * Compares the pixels with what the header says of them.
   *
   * @param found sum of the pixels, see {@link org.nightbeam.fits.checksum.DataSum}
   * @throws UnreadableFileException if they do not agree
   */
  public void verify(long found) throws UnreadableFileException {
    Optional<String> mismatch = sums == null ? Optional.empty() : sums.mismatch(found);
    if (mismatch.isPresent()) {
      throw new UnreadableFileException(ReasonCode.CHECKSUM, mismatch.get());
    }
  }

  /**
   * Compares the file with what it was when the header was read.
   *
   * @throws UnreadableFileException if it was written to since, or is gone
   */
  public void verifyUnchanged(Storage storage) throws UnreadableFileException {
    try {
      if (stamp != null && !stamp.isOfSameContents(storage.stamp(uri).orElse(stamp))) {
        throw changed(null);
      }
    } catch (UnreadableFileException known) {
      throw known;
    } catch (IOException gone) {
      throw new UnreadableFileException(
          ReasonCode.CHANGED, "the file has vanished while it was read", gone);
    }
  }

  /** Returns the same frame of a file that has another stamp; null for one that is not known. */
  public Frame stamped(FileStamp now) {
    return with(configuration, refusal, notes, now);
  }

  /** Returns why a frame is rejected whose file is no longer that of its header. */
  public static UnreadableFileException changed(Throwable cause) {
    return new UnreadableFileException(
        ReasonCode.CHANGED,
        "the file has changed while it was read; run again when it is complete",
        cause);
  }

  /** Returns the same frame with a warning; null for none. */
  public Frame warned(String warning) {
    return warning == null ? this : with(configuration, refusal, notes.warned(warning));
  }

  /** Returns why the frame cannot be used, in words; null if it can. */
  public String setAside() {
    return refusal == null ? null : refusal.text();
  }

  /** Returns the same frame, set aside. */
  public Frame setAside(Reason reason) {
    return with(configuration, reason, notes);
  }

  /** Returns the same frame of pixels that were scaled. */
  public Frame scaled(String scale) {
    Setup setup = new Setup(configuration.setup()).scaled(scale);
    return with(configuration.with(setup), refusal, notes);
  }

  private Frame with(CameraConfiguration camera, Reason reason, Notes otherNotes) {
    return with(camera, reason, otherNotes, stamp);
  }

  private Frame with(
      CameraConfiguration camera, Reason reason, Notes otherNotes, FileStamp otherStamp) {
    return new Frame(
        uri,
        path,
        hdu,
        onlyImage,
        compression,
        dataOffset,
        format,
        type,
        camera,
        exposure,
        filter,
        temperature,
        rotator,
        time,
        night,
        reason,
        otherNotes,
        processing,
        sums,
        otherStamp,
        sensor,
        layout,
        pointing);
  }

  /** Returns the seconds of dark current in its pixels; of a dark in ADU/s one. */
  public double darkSeconds() {
    return processing == Processing.CORRECTED_PER_SECOND ? 1 : exposure;
  }

  /** Returns whether its pixels must be decompressed to be read from any row on. */
  public boolean isCompressed() {
    return compression != Compression.NONE;
  }

  /** Returns what is kept of the stored image, for the header of what is made of it. */
  public Trim trim() {
    return new Trim(
        layout.image(),
        layout.width(),
        layout.height(),
        configuration.xbin(),
        configuration.ybin());
  }

  /** Returns the rows of the image that is kept. */
  public int height() {
    return configuration.height();
  }

  /** Returns the pixels per row of the image that is kept. */
  public int width() {
    return configuration.width();
  }

  /** Returns the number of bytes of a row of pixels as they are stored. */
  public long rowBytes() {
    return (long) layout.width() * format.bytesPerPixel();
  }

  /** Returns the number of bytes of all pixels as they are stored. */
  public long dataBytes() {
    return layout.height() * rowBytes();
  }

  /**
   * A file, or an HDU of it, from which no frame could be made.
   *
   * @param uri where the file is
   * @param path path below the input that named it
   * @param hdu number of the HDU; -1 if the file as a whole
   * @param why why
   * @param header what its header says, as a frame without pixels; null if there is no header
   */
  public record Rejected(String uri, String path, int hdu, Reason why, Frame header) {
    /** Returns the reason in words. */
    public String reason() {
      return why.text();
    }

    /**
     * Returns whether it is one of the files that macOS adds next to each file on a foreign disk:
     * no frame is lost with it.
     */
    public boolean isResourceFork() {
      return path.substring(path.lastIndexOf('/') + 1).startsWith("._");
    }
  }

  /**
   * Result of reading the headers of one file.
   *
   * @param frames its images
   * @param rejected what cannot be used
   */
  public record Reading(List<Frame> frames, List<Rejected> rejected) {}
}

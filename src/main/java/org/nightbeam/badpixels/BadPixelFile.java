package org.nightbeam.badpixels;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.nightbeam.fits.RowDecoder;
import org.nightbeam.fits.UnreadableFileException;
import org.nightbeam.fits.checksum.PieceSum;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.RawLayout;
import org.nightbeam.header.FrameReader;
import org.nightbeam.header.HeaderRules;
import org.nightbeam.header.NightRule;
import org.nightbeam.header.TypeFrom;
import org.nightbeam.pixels.FramePixels;
import org.nightbeam.reason.ReasonCode;
import org.nightbeam.signal.Preparation;
import org.nightbeam.storage.Storage;

/**
 * The bad pixels of a camera, from a file of one of two kinds.
 *
 * <p>A FITS file, which may be compressed: an image of any pixel type in which a pixel that is not
 * 0, or has no value, is bad. If there are several images, each belongs to the lights of the same
 * HDU; a single one belongs to all. It is as large as the light, or, where a part of a light is
 * kept, as that part.
 *
 * <p>A list, as IRAF's ccdred has it: in each line the first and the last column and the first and
 * the last row of a rectangle, or the column and the row of a pixel, from 1 on, in the light as it
 * is stored; what follows a # is a comment. It belongs to all lights.
 */
public final class BadPixelFile {
  private static final int BUFFER = 1 << 20;
  private static final int WIDEST = 1 << 26;
  private static final int LONGEST_LIST = 1 << 26;

  /** More than this part of all pixels are bad where 0 stands for bad, and not for good. */
  private static final double MOST_BAD = 0.9;

  private final String uri;
  private final Map<Integer, BadPixelMap> images; // by HDU; null of a list
  private final Map<Integer, String> unusable; // reasons, by HDU
  private final List<Region> regions;

  /**
   * A rectangle of bad pixels, from 1 on, ends included.
   *
   * @param line where it is in the list
   */
  private record Region(int line, int x1, int x2, int y1, int y2) {}

  private BadPixelFile(
      String uri,
      Map<Integer, BadPixelMap> images,
      Map<Integer, String> unusable,
      List<Region> regions) {
    this.uri = uri;
    this.images = images;
    this.unusable = unusable;
    this.regions = regions;
  }

  /**
   * Reads a file.
   *
   * @param verifyChecksums whether DATASUM and CHECKSUM of a FITS file are verified
   * @throws UnreadableFileException if it holds no map of bad pixels; the message names it
   */
  static BadPixelFile read(Storage storage, String uri, boolean verifyChecksums)
      throws UnreadableFileException {
    try {
      return isFits(storage, uri) ? ofImages(storage, uri, verifyChecksums) : ofList(storage, uri);
    } catch (UnreadableFileException known) {
      throw known;
    } catch (NoSuchFileException | FileNotFoundException gone) {
      throw new UnreadableFileException(
          ReasonCode.CORRECTION, uri + ": there is no such file", gone);
    } catch (IOException e) {
      throw new UnreadableFileException(
          ReasonCode.CORRECTION, uri + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Returns the map for a light.
   *
   * @return a map of the size of the part of it that is kept
   * @throws UnreadableFileException if there is none of the size of the light as it is stored, nor
   *     of the part; the message names all
   */
  BadPixelMap of(Frame light) throws UnreadableFileException {
    RawLayout stored = light.layout();
    int x = stored.image().columnsFrom();
    int y = stored.image().rowsFrom();
    int width = light.width();
    int height = light.height();
    BadPixelMap map =
        regions == null ? ofHdu(light.hdu()) : ofRegions(stored.width(), stored.height());
    if (map.width() == stored.width() && map.height() == stored.height()) {
      return map.cropped(x, y, width, height);
    }
    if (map.width() == width && map.height() == height) {
      return map;
    }
    boolean whole = !stored.isTrimmed();
    throw new UnreadableFileException(
        ReasonCode.CORRECTION,
        String.format(
            "%s: the map of bad pixels is %d x %d, expected %d x %d as %s%s; name the map of this"
                + " camera and binning",
            uri,
            map.width(),
            map.height(),
            stored.width(),
            stored.height(),
            light.path(),
            whole
                ? ""
                : String.format(", or %d x %d as the part of it that is kept", width, height)));
  }

  private BadPixelMap ofHdu(int hdu) throws UnreadableFileException {
    if (images.size() == 1 && unusable.isEmpty()) {
      return images.values().iterator().next();
    }
    BadPixelMap map = images.get(hdu);
    if (map != null) {
      return map;
    }
    String reason = unusable.get(hdu);
    String hdus = images.keySet().stream().map(String::valueOf).collect(Collectors.joining(", "));
    throw new UnreadableFileException(
        ReasonCode.CORRECTION,
        String.format(
            "%s: no map of bad pixels for HDU %d: %s",
            uri, hdu, reason == null ? "it has maps for HDU " + hdus : reason));
  }

  /** Returns the map of a list. */
  private BadPixelMap ofRegions(int width, int height) throws UnreadableFileException {
    checkSize(uri, width, height);
    BitSet bad = new BitSet(width * height);
    for (Region region : regions) {
      if (region.x2 > width || region.y2 > height) {
        throw new UnreadableFileException(
            ReasonCode.CORRECTION,
            String.format(
                "%s, line %d: columns %d to %d and rows %d to %d are not all within the light, which"
                    + " is %d x %d; name the list of this camera and binning",
                uri, region.line, region.x1, region.x2, region.y1, region.y2, width, height));
      }
      for (int y = region.y1 - 1; y < region.y2; y++) {
        bad.set(y * width + region.x1 - 1, y * width + region.x2);
      }
    }
    return new BadPixelMap(width, height, bad);
  }

  private static void checkSize(String uri, int width, int height) throws UnreadableFileException {
    if ((long) width * height > Integer.MAX_VALUE || width > WIDEST) {
      throw new UnreadableFileException(
          ReasonCode.CORRECTION,
          String.format("%s: a map of %d x %d pixels is too large", uri, width, height));
    }
  }

  // Images.

  private static boolean isFits(Storage storage, String uri) throws IOException {
    ByteBuffer start = ByteBuffer.allocate("SIMPLE".length());
    try (SeekableByteChannel channel = storage.open(uri)) {
      while (start.hasRemaining() && channel.read(start) >= 0) {
        continue;
      }
    }
    boolean gzip = start.position() >= 2 && start.getShort(0) == 0x1f8b;
    String text = new String(start.array(), 0, start.position(), StandardCharsets.ISO_8859_1);
    return gzip || text.equals("SIMPLE");
  }

  private static BadPixelFile ofImages(Storage storage, String uri, boolean verifyChecksums)
      throws IOException {
    String name = uri.substring(uri.lastIndexOf('/') + 1);
    // What a map's header says of types and nights does not matter.
    NightRule anyNight = NightRule.behindUtc(Duration.ZERO);
    HeaderRules rules =
        new HeaderRules(
            TypeFrom.HEADER, anyNight, "", "", "", "", verifyChecksums, Preparation.NONE);
    Frame.Reading reading = new FrameReader(rules).read(storage, uri, name);
    Map<Integer, String> unusable = new TreeMap<>();
    for (Frame.Rejected rejected : reading.rejected()) {
      unusable.put(rejected.hdu(), reason(rejected));
    }
    if (reading.frames().isEmpty()) {
      throw new UnreadableFileException(
          ReasonCode.CORRECTION, uri + ": " + String.join("; ", unusable.values()));
    }
    Map<Integer, BadPixelMap> images = new TreeMap<>();
    for (Frame frame : reading.frames()) {
      checkSize(uri, frame.width(), frame.height());
      try {
        images.put(frame.hdu(), map(storage, frame));
      } catch (UnreadableFileException e) {
        throw new UnreadableFileException(
            ReasonCode.CORRECTION,
            String.format("%s, HDU %d: %s", uri, frame.hdu(), e.getMessage()),
            e);
      }
    }
    return new BadPixelFile(uri, images, unusable, null);
  }

  /** Returns why there are no pixels: that the type of a map is not known does not matter. */
  private static String reason(Frame.Rejected rejected) {
    String setAside = rejected.header() == null ? null : rejected.header().setAside();
    return setAside == null ? rejected.reason() : rejected.reason().replace("; " + setAside, "");
  }

  private static BadPixelMap map(Storage storage, Frame frame) throws IOException {
    int width = frame.width();
    RowDecoder decoder = new RowDecoder(frame.format());
    int rowBytes = width * frame.format().bytesPerPixel();
    int rowsAtOnce = Math.max(1, BUFFER / rowBytes);
    ByteBuffer bytes = ByteBuffer.allocate(rowsAtOnce * rowBytes);
    float[] values = new float[width];
    BitSet bad = new BitSet(width * frame.height());
    PieceSum sum = new PieceSum();
    try (ReadableByteChannel channel = FramePixels.streamed(storage, frame)) {
      for (int y = 0; y < frame.height(); y += rowsAtOnce) {
        int rows = Math.min(rowsAtOnce, frame.height() - y);
        bytes.clear().limit(rows * rowBytes);
        FramePixels.fill(channel, bytes, frame);
        sum.add(bytes.flip());
        for (int r = 0; r < rows; r++) {
          decoder.read(bytes, r * width, width, values);
          for (int x = 0; x < width; x++) {
            if (values[x] != 0) { // so is NaN
              bad.set((y + r) * width + x);
            }
          }
        }
      }
      FramePixels.verifyEnd(channel, frame);
    }
    frame.verify(sum.value());
    frame.verifyUnchanged(storage);
    long pixels = (long) width * frame.height();
    if (bad.cardinality() > MOST_BAD * pixels) {
      throw new UnreadableFileException(
          ReasonCode.CORRECTION,
          String.format(
              "%d of %d pixels are not 0, that is, bad; expected 0 for good ones: is the"
                  + " map inverted?",
              bad.cardinality(), pixels));
    }
    return new BadPixelMap(width, frame.height(), bad);
  }

  // Lists.

  private static BadPixelFile ofList(Storage storage, String uri) throws IOException {
    ByteBuffer bytes;
    try (SeekableByteChannel channel = storage.open(uri)) {
      if (channel.size() > LONGEST_LIST) {
        throw new UnreadableFileException(
            ReasonCode.CORRECTION,
            String.format(
                "%s: neither a FITS image nor a list of bad pixels, which has at most %d bytes",
                uri, LONGEST_LIST));
      }
      bytes = ByteBuffer.allocate((int) channel.size());
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
        continue;
      }
    }
    String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
    List<Region> regions = new ArrayList<>();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      String words = line.replaceFirst("#.*", "").strip();
      if (!words.isEmpty()) {
        regions.add(region(uri, number, words.split("\\s+")));
      }
    }
    if (regions.isEmpty()) {
      throw new UnreadableFileException(
          ReasonCode.CORRECTION,
          uri + ": neither a FITS image nor a list of bad pixels: it is empty");
    }
    return new BadPixelFile(uri, null, null, regions);
  }

  private static Region region(String uri, int line, String[] words)
      throws UnreadableFileException {
    int[] ends = new int[words.length];
    boolean right = words.length == 2 || words.length == 4;
    for (int k = 0; k < words.length && right; k++) {
      right = words[k].matches("\\d{1,9}");
      ends[k] = right ? Integer.parseInt(words[k]) : 0;
    }
    if (right) {
      Region region =
          words.length == 2
              ? new Region(line, ends[0], ends[0], ends[1], ends[1])
              : new Region(line, ends[0], ends[1], ends[2], ends[3]);
      if (region.x1 >= 1 && region.x1 <= region.x2 && region.y1 >= 1 && region.y1 <= region.y2) {
        return region;
      }
    }
    throw new UnreadableFileException(
        ReasonCode.CORRECTION,
        String.format(
            "%s, line %d: expected \"x y\" or \"x1 x2 y1 y2\", whole numbers from 1 on and in"
                + " ascending order; a file of bad pixels is a FITS image or a list of such lines",
            uri, line));
  }
}

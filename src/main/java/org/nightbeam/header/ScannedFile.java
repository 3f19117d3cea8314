package org.nightbeam.header;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.nightbeam.fits.FitsContents;
import org.nightbeam.fits.FitsHeader;
import org.nightbeam.fits.ImageHdu;
import org.nightbeam.fits.PixelFormat;
import org.nightbeam.fits.TileTable;
import org.nightbeam.fits.checksum.RecordedSums;
import org.nightbeam.frame.CameraConfiguration;
import org.nightbeam.frame.Compression;
import org.nightbeam.frame.FactTrace;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.FrameType;
import org.nightbeam.frame.Pointing;
import org.nightbeam.frame.Processing;
import org.nightbeam.frame.RawLayout;
import org.nightbeam.frame.Setup;
import org.nightbeam.header.dialect.Dialect;
import org.nightbeam.reason.Reason;
import org.nightbeam.reason.ReasonCode;
import org.nightbeam.signal.Preparation;
import org.nightbeam.storage.FileStamp;

/**
 * The frames of one file whose headers are read. Images that cannot be used are rejected with the
 * reason, and what their headers say.
 */
final class ScannedFile {
  /** A frame of one value would be compressed a thousand times, one of noise three times. */
  private static final int MOST_COMPRESSED = 200;

  private static final long SMALLEST_BOMB = 1 << 30;

  /**
   * How the frames of all files are read.
   *
   * @param verifyChecksums whether DATASUM and CHECKSUM of frames are verified
   * @param preparation what is done to the stored numbers first
   * @param masters reads masters that other software made; null where raw frames are read
   */
  record Rules(
      Dialect dialect,
      StatedFacts statedFacts,
      TypeFinder typeFinder,
      NightRule nightRule,
      boolean verifyChecksums,
      Preparation preparation,
      ForeignMaster.Reader masters) {}

  private final Rules rules;
  private final String uri;
  private final String path;
  private final FitsContents contents;
  private final FileStamp stamp; // null if not known
  private final IntFunction<FactTrace> traces;

  /**
   * @param stamp what the file is; null if not known
   * @param traces listeners to look-ups, by the number of the HDU
   */
  ScannedFile(
      Rules rules,
      String uri,
      String path,
      FitsContents contents,
      FileStamp stamp,
      IntFunction<FactTrace> traces) {
    this.rules = rules;
    this.uri = uri;
    this.path = path;
    this.contents = contents;
    this.stamp = stamp;
    this.traces = traces;
  }

  /** Returns why so small a file cannot hold such an image; null if it can. */
  private String bomb(ImageHdu image) {
    long stored;
    if (image.tiles() != null) {
      stored = image.tiles().storedBytes();
    } else if (contents.gzipped() && stamp != null) {
      stored = stamp.size();
    } else {
      return null;
    }
    long bytes = image.dataBytes();
    return bytes > SMALLEST_BOMB && bytes / MOST_COMPRESSED > stored
        ? String.format(
            "%d bytes that decompress to an image of %d x %d, %d times as much; expected at most"
                + " %d times: if it is meant, decompress it",
            stored, image.width(), image.height(), bytes / Math.max(1, stored), MOST_COMPRESSED)
        : null;
  }

  /** Returns what the header says of the pixels as they will be read; null if that is nothing. */
  private RecordedSums sums(ImageHdu image) {
    if (!rules.verifyChecksums() || image.tiles() != null && !image.tiles().isLossless()) {
      return null;
    }
    return image.tiles() == null
        ? RecordedSums.of(image.header())
        : RecordedSums.ofCompressed(image.header());
  }

  private static Compression compression(boolean gzipped, TileTable tiles) {
    if (tiles != null) {
      return Compression.TILES;
    }
    return gzipped ? Compression.GZIP : Compression.NONE;
  }

  /** Reads what each image of the file is; nothing of it is thrown. */
  Frame.Reading read() {
    List<Frame> frames = new ArrayList<>();
    List<Frame.Rejected> rejected = new ArrayList<>();
    for (FitsContents.UnusableHdu hdu : contents.unusable()) {
      Frame header = withoutPixels(hdu.index(), hdu.header());
      rejected.add(
          new Frame.Rejected(uri, path, hdu.index(), reason(hdu.reason(), header), header));
    }
    for (ImageHdu image : contents.images()) {
      String bomb = bomb(image);
      if (bomb != null) {
        Frame header = withoutPixels(image.index(), image.header());
        rejected.add(
            new Frame.Rejected(
                uri, path, image.index(), Reason.of(ReasonCode.UNREADABLE, bomb), header));
        continue;
      }
      frames.add(rules.masters() == null ? rawFrame(image) : masterFrame(image));
    }
    if (frames.isEmpty() && rejected.isEmpty()) {
      String others =
          contents.others().isEmpty()
              ? "its primary HDU has no data and there are no extensions"
              : "it holds " + String.join(", ", contents.others());
      Reason reason = Reason.of(ReasonCode.NO_IMAGE, "no image in the file: " + others);
      Frame header = withoutPixels(0, contents.primary());
      rejected.add(new Frame.Rejected(uri, path, -1, reason(reason, header), header));
    }
    if (frames.size() > 1 && rules.masters() == null) {
      setAsideBesideReduced(frames);
    }
    return new Frame.Reading(frames, rejected);
  }

  /**
   * Sets aside all images of a file of which one is known to be reduced: its others are not raw
   * either.
   */
  private static void setAsideBesideReduced(List<Frame> frames) {
    for (Frame reduced : List.copyOf(frames)) {
      String sign = TypeFinder.signIn(reduced.refusal());
      if (sign != null) {
        Reason reason = TypeFinder.alreadyReduced("HDU " + reduced.hdu() + " of its file: " + sign);
        frames.replaceAll(f -> f.refusal() == null ? f.setAside(reason) : f);
        return;
      }
    }
  }

  private Frame rawFrame(ImageHdu image) {
    HeaderFacts facts = facts(image.index(), image.header());
    TypeFinder.Found type = rules.typeFinder().find(facts, uri, path);
    Frame frame =
        frame(image, image.format(), facts, type.type(), type.setAside(), facts.processing());
    String doubt = facts.isTypeStated() ? null : rules.typeFinder().doubtByName(frame);
    return frame.warned(doubt).warned(PointingFacts.doubt(frame));
  }

  private Frame masterFrame(ImageHdu image) {
    HeaderFacts facts = facts(image.index(), image.header());
    ForeignMaster master =
        rules
            .masters()
            .read(facts, image.format(), rules.typeFinder().folderWithType(uri, path), path);
    return frame(
        image,
        master.format(),
        facts,
        master.type(),
        master.refusal() == null ? null : Reason.of(ReasonCode.FOREIGN_MASTER, master.refusal()),
        master.processing());
  }

  private HeaderFacts facts(int hdu, FitsHeader own) {
    FitsHeader header = hdu == 0 ? own : own.inheriting(contents.primary());
    return new HeaderFacts(
        rules.dialect(), header, rules.statedFacts().of(path), traces.apply(hdu));
  }

  private Frame frame(
      ImageHdu image,
      PixelFormat format,
      HeaderFacts facts,
      FrameType type,
      Reason setAside,
      Processing processing) {
    LayoutFinder.Found found =
        LayoutFinder.find(image.width(), image.height(), facts, rules.preparation());
    RawLayout layout = found.layout();
    return frame(
        image.index(),
        compression(contents.gzipped(), image.tiles()),
        image.dataOffset(),
        format,
        facts,
        layout,
        facts
            .camera()
            .configuration(
                contents.hasOneImage() ? 0 : image.index(),
                layout.image(),
                layout.description(rules.preparation())),
        type,
        setAside == null ? found.problem() : setAside,
        processing,
        sums(image));
  }

  /** Returns what the header of an HDU says that cannot be used. */
  private Frame withoutPixels(int hdu, FitsHeader own) {
    HeaderFacts facts = facts(hdu, own);
    TypeFinder.Found type = rules.typeFinder().find(facts, uri, path);
    return frame(
        hdu,
        compression(contents.gzipped(), null),
        0,
        null,
        facts,
        RawLayout.whole(0, 0),
        facts.camera().configuration(hdu, null, ""),
        type.type(),
        type.setAside(),
        Processing.RAW,
        null);
  }

  private static Reason contradiction(String text) {
    return Reason.of(ReasonCode.CONTRADICTION, text);
  }

  /** Returns both reasons, where there are two. */
  private static Reason reason(Reason noPixels, Frame header) {
    return header.refusal() == null ? noPixels : noPixels.and(header.setAside());
  }

  /** Returns the filter that the path of a raw flat or light says, if no card does. */
  private PathFilter filterByPath(
      HeaderFacts facts, FrameType type, CameraConfiguration configuration) {
    boolean unknown =
        (type == FrameType.FLAT || type == FrameType.LIGHT)
            && rules.masters() == null
            && !facts.isFilterKnown();
    if (!unknown) {
      return new PathFilter("", "");
    }
    PathFilter found = PathFilter.of(rules.dialect(), path);
    // A colour camera seldom has filters: its folders are those of sessions and targets.
    return configuration.isColour() ? new PathFilter(found.filter(), "") : found;
  }

  private Frame frame(
      int hdu,
      Compression compression,
      long dataOffset,
      PixelFormat format,
      HeaderFacts facts,
      RawLayout layout,
      CameraConfiguration configuration,
      FrameType type,
      Reason setAside,
      Processing processing,
      RecordedSums sums) {
    Optional<Instant> time = facts.time(rules.nightRule());
    PathFilter byPath = filterByPath(facts, type, configuration);
    facts.traceOthers();
    LocalDate night = facts.night(time.orElse(null), rules.nightRule());
    return new Frame(
        uri,
        path,
        hdu,
        contents.images().size() == 1,
        compression,
        dataOffset,
        format,
        type,
        byPath.folder().isEmpty()
            ? configuration
            : configuration.with(new Setup(configuration.setup()).inFolder(byPath.folder())),
        facts.exposure(),
        byPath.filter().isEmpty() ? facts.filter() : byPath.filter(),
        facts.temperature(),
        facts.rotator(),
        time.orElse(null),
        night,
        facts.contradiction().map(ScannedFile::contradiction).orElse(setAside),
        facts.notes(byPath),
        processing,
        sums,
        stamp,
        facts.camera().sensor(),
        layout,
        type == FrameType.LIGHT ? facts.pointing(configuration.xbin()) : Pointing.UNKNOWN);
  }
}

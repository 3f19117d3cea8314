package org.nightbeam.header;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.nightbeam.fits.FitsContents;
import org.nightbeam.fits.FitsHeader;
import org.nightbeam.fits.FitsScanner;
import org.nightbeam.fits.ImageHdu;
import org.nightbeam.fits.PixelFormat;
import org.nightbeam.fits.RecordedSums;
import org.nightbeam.fits.TileTable;
import org.nightbeam.fits.UnreadableFileException;
import org.nightbeam.frame.CameraConfiguration;
import org.nightbeam.frame.Compression;
import org.nightbeam.frame.FactOrigin;
import org.nightbeam.frame.FactRecord;
import org.nightbeam.frame.FactTrace;
import org.nightbeam.frame.ForeignDarks;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.FrameType;
import org.nightbeam.frame.Processing;
import org.nightbeam.frame.RawLayout;
import org.nightbeam.frame.Setup;
import org.nightbeam.pixels.FloatScale;
import org.nightbeam.signal.Preparation;
import org.nightbeam.storage.FileStamp;
import org.nightbeam.storage.Storage;
import org.nightbeam.storage.TaggedChannel;

/**
 * Reads the headers of a file and makes of each image in it a {@link Frame}. Nothing is guessed: a
 * fact that the header does not give is unknown, and a frame whose type is unknown is set aside.
 */
public final class FrameReader {
  /** A frame of one value would be compressed a thousand times, one of noise three times. */
  private static final int MOST_COMPRESSED = 200;

  private static final long SMALLEST_BOMB = 1 << 30;

  private final Dialect dialect;
  private final StatedFacts statedFacts;
  private final TypeFinder typeFinder;
  private final NightRule nightRule;
  private final boolean verifyChecksums;
  private final Preparation preparation;
  private final ForeignMaster.Reader masters; // null where raw frames are read

  /**
   * @throws HeaderRulesException if a file of the rules is wrong
   */
  public FrameReader(HeaderRules rules) {
    this(rules, null);
  }

  private FrameReader(HeaderRules rules, ForeignDarks darks) {
    this.dialect = Dialect.overlaid(rules.dialect(), rules.dialectName());
    this.statedFacts = StatedFacts.read(rules.facts(), rules.factsName());
    this.typeFinder = new TypeFinder(dialect, rules.typeFrom());
    this.nightRule = rules.nightRule();
    this.verifyChecksums = rules.verifyChecksums();
    this.preparation = darks == null ? rules.preparation() : Preparation.NONE;
    this.masters = darks == null ? null : new ForeignMaster.Reader(dialect, darks);
  }

  /**
   * A reader of masters that other software made; what is none is set aside.
   *
   * @param darks what the pixels of darks are, where the header does not say
   * @throws HeaderRulesException if a file of the rules is wrong
   */
  public static FrameReader ofMasters(HeaderRules rules, ForeignDarks darks) {
    return new FrameReader(rules, darks);
  }

  /**
   * A frame, and where what is known of it came from.
   *
   * @param frame the frame; it may be set aside
   * @param facts every fact of the header
   */
  public record Explained(Frame frame, List<FactOrigin> facts) {}

  /**
   * Reads one file. What is wrong with it is in the result, not thrown.
   *
   * @param uri where the file is
   * @param path its path below the input that named it; its folders may name the type
   */
  public Frame.Reading read(Storage storage, String uri, String path) {
    return read(storage, uri, path, null);
  }

  /**
   * Reads one file. What is wrong with it is in the result, not thrown.
   *
   * @param uri where the file is
   * @param path its path below the input that named it; its folders may name the type
   * @param stamp what the file is, if that is known; null to ask the storage
   */
  public Frame.Reading read(Storage storage, String uri, String path, FileStamp stamp) {
    return read(storage, uri, path, stamp, hdu -> FactTrace.NONE);
  }

  /**
   * Reads one file and keeps a record of how.
   *
   * @param uri where the file is
   * @param path its path below the input that named it
   * @param rejected receives what no frame could be made of
   */
  public List<Explained> explain(
      Storage storage, String uri, String path, Consumer<Frame.Rejected> rejected) {
    Map<Integer, FactRecord> records = new HashMap<>();
    Frame.Reading reading =
        read(
            storage,
            uri,
            path,
            null,
            hdu -> records.computeIfAbsent(hdu, number -> new FactRecord()));
    List<Frame> frames = new ArrayList<>(reading.frames());
    for (Frame.Rejected bad : reading.rejected()) {
      rejected.accept(bad);
      if (bad.header() != null) {
        frames.add(bad.header());
      }
    }
    return frames.stream()
        .map(frame -> new Explained(frame, records.get(frame.hdu()).origins()))
        .toList();
  }

  private Frame.Reading read(
      Storage storage, String uri, String path, FileStamp known, IntFunction<FactTrace> traces) {
    FitsContents contents;
    FileStamp stamp;
    try (SeekableByteChannel channel = storage.open(uri)) {
      stamp = known != null ? known : storage.stamp(uri).orElse(null);
      contents = FitsScanner.scan(channel);
      if (channel instanceof TaggedChannel tagged && tagged.tag() != null) {
        // The listing may be older than the header, and what counts is what the header is of.
        stamp =
            (stamp == null ? new FileStamp(channel.size(), 0, 0, 0) : stamp).tagged(tagged.tag());
      }
    } catch (UnreadableFileException unusable) {
      return rejected(uri, path, unusable.getMessage());
    } catch (NoSuchFileException | FileNotFoundException gone) {
      return rejected(uri, path, "the file is gone, or may not be opened: " + gone.getMessage());
    } catch (AccessDeniedException denied) {
      return rejected(uri, path, "permission denied; make the file or folder readable");
    } catch (FileSystemException fault) {
      return rejected(
          uri, path, fault.getReason() == null ? fault.getMessage() : fault.getReason());
    } catch (IOException e) {
      return rejected(uri, path, "cannot be read: " + e.getMessage());
    }
    Frame.Reading reading = new ScannedFile(uri, path, contents, stamp, traces).read();
    return masters == null ? scaled(storage, reading) : reading;
  }

  private static Frame.Reading scaled(Storage storage, Frame.Reading reading) {
    return reading.frames().stream().allMatch(FrameReader::isOfWholeNumbers)
        ? reading
        : new Frame.Reading(
            reading.frames().stream().map(frame -> FloatScale.told(storage, frame)).toList(),
            reading.rejected());
  }

  private static boolean isOfWholeNumbers(Frame frame) {
    return frame.format() == null || frame.format().bitpix() > 0;
  }

  private static Frame.Reading rejected(String uri, String path, String reason) {
    return new Frame.Reading(List.of(), List.of(new Frame.Rejected(uri, path, -1, reason, null)));
  }

  /** A file whose HDUs are known. */
  private final class ScannedFile {
    private final String uri;
    private final String path;
    private final FitsContents contents;
    private final FileStamp stamp; // null if not known
    private final IntFunction<FactTrace> traces;

    ScannedFile(
        String uri,
        String path,
        FitsContents contents,
        FileStamp stamp,
        IntFunction<FactTrace> traces) {
      this.uri = uri;
      this.path = path;
      this.contents = contents;
      this.stamp = stamp;
      this.traces = traces;
    }

    /** Why so small a file cannot hold such an image; null if it can. */
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

    /** What the header says of the pixels as they will be read; null if that is nothing. */
    private RecordedSums sums(ImageHdu image) {
      if (!verifyChecksums || image.tiles() != null && !image.tiles().isLossless()) {
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
          rejected.add(new Frame.Rejected(uri, path, image.index(), bomb, header));
          continue;
        }
        frames.add(masters == null ? rawFrame(image) : masterFrame(image));
      }
      if (frames.isEmpty() && rejected.isEmpty()) {
        String others =
            contents.others().isEmpty()
                ? "its primary HDU has no data and there are no extensions"
                : "it holds " + String.join(", ", contents.others());
        String reason = "no image in the file: " + others;
        Frame header = withoutPixels(0, contents.primary());
        rejected.add(new Frame.Rejected(uri, path, -1, reason(reason, header), header));
      }
      if (frames.size() > 1 && masters == null) {
        setAsideBesideReduced(frames);
      }
      return new Frame.Reading(frames, rejected);
    }

    /** If one image of a file is known to be reduced, its others are no raw ones. */
    private static void setAsideBesideReduced(List<Frame> frames) {
      for (Frame reduced : List.copyOf(frames)) {
        String sign = TypeFinder.signIn(reduced.setAside());
        if (sign != null) {
          String reason =
              TypeFinder.alreadyReduced("HDU " + reduced.hdu() + " of its file: " + sign);
          frames.replaceAll(f -> f.setAside() == null ? f.setAside(reason) : f);
          return;
        }
      }
    }

    private Frame rawFrame(ImageHdu image) {
      HeaderFacts facts = facts(image.index(), image.header());
      TypeFinder.Found type = typeFinder.find(facts, uri, path);
      return frame(image, image.format(), facts, type.type(), type.setAside(), facts.processing());
    }

    private Frame masterFrame(ImageHdu image) {
      HeaderFacts facts = facts(image.index(), image.header());
      ForeignMaster master =
          masters.read(facts, image.format(), typeFinder.folderWithType(uri, path), path);
      return frame(
          image, master.format(), facts, master.type(), master.refusal(), master.processing());
    }

    private HeaderFacts facts(int hdu, FitsHeader own) {
      FitsHeader header = hdu == 0 ? own : own.inheriting(contents.primary());
      return new HeaderFacts(dialect, header, statedFacts.of(path), traces.apply(hdu));
    }

    private Frame frame(
        ImageHdu image,
        PixelFormat format,
        HeaderFacts facts,
        FrameType type,
        String setAside,
        Processing processing) {
      LayoutFinder.Found found =
          LayoutFinder.find(image.width(), image.height(), facts, preparation);
      RawLayout layout = found.layout();
      return frame(
          image.index(),
          compression(contents.gzipped(), image.tiles()),
          image.dataOffset(),
          format,
          facts,
          layout,
          facts.configuration(
              contents.hasOneImage() ? 0 : image.index(),
              layout.image().columns(),
              layout.image().rows(),
              layout.description(preparation)),
          type,
          setAside == null ? found.problem() : setAside,
          processing,
          sums(image));
    }

    /** What the header of an HDU says that cannot be used. */
    private Frame withoutPixels(int hdu, FitsHeader own) {
      HeaderFacts facts = facts(hdu, own);
      TypeFinder.Found type = typeFinder.find(facts, uri, path);
      return frame(
          hdu,
          compression(contents.gzipped(), null),
          0,
          null,
          facts,
          RawLayout.whole(0, 0),
          facts.configuration(hdu, 0, 0, ""),
          type.type(),
          type.setAside(),
          Processing.RAW,
          null);
    }

    /** Both reasons, where there are two. */
    private static String reason(String noPixels, Frame header) {
      return header.setAside() == null ? noPixels : noPixels + "; " + header.setAside();
    }

    /** Of a raw flat or light of which no card says the filter. */
    private PathFilter filterByPath(
        HeaderFacts facts, FrameType type, CameraConfiguration configuration) {
      boolean unknown =
          (type == FrameType.FLAT || type == FrameType.LIGHT)
              && masters == null
              && !facts.isFilterKnown();
      if (!unknown) {
        return new PathFilter("", "");
      }
      PathFilter found = PathFilter.of(dialect, path);
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
        String setAside,
        Processing processing,
        RecordedSums sums) {
      Optional<Instant> time = facts.time(nightRule);
      PathFilter byPath = filterByPath(facts, type, configuration);
      facts.traceOthers();
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
          facts.night(time.orElse(null), nightRule),
          facts.contradiction().orElse(setAside),
          facts.notes(byPath),
          processing,
          sums,
          stamp,
          facts.sensor(),
          layout);
    }
  }
}

package org.nightbeam;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nightbeam.fits.FitsBuilder;
import org.nightbeam.fixture.Headers;
import org.nightbeam.fixture.Matching;
import org.nightbeam.frame.Frame;
import org.nightbeam.header.FrameReader;
import org.nightbeam.header.HeaderRules;
import org.nightbeam.plan.MasterSpec;
import org.nightbeam.plan.MatchingRules;
import org.nightbeam.plan.Plan;
import org.nightbeam.plan.Planner;
import org.nightbeam.storage.LocalStorage;
import org.nightbeam.table.FrameRow;
import org.nightbeam.table.FrameStatus;

/** A night of headers, card by card, to see what a run would do with it. */
public final class HeaderNight {
  private final Path folder;
  private final List<Frame> frames = new ArrayList<>();
  private final List<Frame.Rejected> rejected = new ArrayList<>();
  private HeaderRules rules = HeaderRules.DEFAULTS;
  private int minute;

  /**
   * @param folder where its files are written
   */
  public HeaderNight(Path folder) {
    this.folder = folder;
  }

  /** Its files are read with these facts stated by hand. */
  public HeaderNight stating(String facts) {
    rules = Headers.like(rules).facts("facts.yaml", facts).build();
    return this;
  }

  /** Adds two each of biases, darks and flats, and a light, that belong together. */
  public static HeaderNight plain(Path folder) {
    return new HeaderNight(folder).calibration().light();
  }

  /** Adds two each of biases, darks and flats, all with these cards besides. */
  public HeaderNight calibration(String... cards) {
    for (int i = 0; i < 2; i++) {
      bias(cards);
      dark(60, cards);
      flat(2, cards);
    }
    return this;
  }

  /** Adds a bias. */
  public HeaderNight bias(String... cards) {
    return add("Bias", 0, cards);
  }

  /** Adds a dark of some seconds. */
  public HeaderNight dark(double seconds, String... cards) {
    return add("Darks", seconds, cards);
  }

  /** Adds a flat of some seconds. */
  public HeaderNight flat(double seconds, String... cards) {
    return add("Flats", seconds, cards);
  }

  /** Adds a light of 60 s. */
  public HeaderNight light(String... cards) {
    return add("Lights", 60, cards);
  }

  /**
   * Adds a frame of 8 x 6 pixels of a camera at -10 degrees Celsius.
   *
   * @param in its folder
   * @param cards further ones, NAXIS1 and NAXIS2 for another size; one of a keyword that is there
   *     already replaces it, one without a value takes it away
   */
  public HeaderNight add(String in, double seconds, String... cards) {
    minute++;
    String path = String.format("%s/%s%03d.fits", in, in.toLowerCase().replace('/', '-'), minute);
    return addAs(path, seconds, cards);
  }

  /** The same by its path. */
  public HeaderNight addAs(String path, double seconds, String... cards) {
    Map<String, String> all = new LinkedHashMap<>();
    List<String> commentary = new ArrayList<>();
    List<String> own =
        List.of(
            "INSTRUME= 'ASI'",
            "EXPTIME = " + seconds,
            "CCD-TEMP= -10.0",
            String.format(
                "DATE-OBS= '2026-03-10T%02d:%02d:07.123'", 20 + minute / 60, minute % 60));
    List<String> given = new ArrayList<>(own);
    given.addAll(List.of(cards));
    for (String card : given) {
      if (card.startsWith("HISTORY") || card.startsWith("COMMENT")) {
        commentary.add(card);
      } else {
        all.put(card.startsWith("HIERARCH") ? card : String.format("%-8.8s", card), card);
      }
    }
    FitsBuilder image =
        FitsBuilder.primary(16, size(all.remove("NAXIS1  "), 8), size(all.remove("NAXIS2  "), 6));
    all.values().stream().filter(card -> card.contains("=")).forEach(image::card);
    commentary.forEach(image::card);
    return addFile(path, image.bytes());
  }

  private static int size(String card, int ifNone) {
    return card == null ? ifNone : Integer.parseInt(card.substring(10).trim());
  }

  /** Adds a file. */
  public HeaderNight addFile(String path, byte... bytes) {
    try {
      Path file = folder.resolve(path);
      Files.createDirectories(file.getParent());
      Files.write(file, bytes);
      Frame.Reading reading =
          new FrameReader(rules).read(new LocalStorage(), file.toString(), path);
      frames.addAll(reading.frames());
      rejected.addAll(reading.rejected());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** Its frames. */
  public List<Frame> frames() {
    return frames;
  }

  /** What is in its files and cannot be used. */
  public List<Frame.Rejected> rejected() {
    return rejected;
  }

  /** The frame that was added last. */
  public Frame last() {
    return frames.get(frames.size() - 1);
  }

  /** What a run with the default rules would do. */
  public Plan plan() {
    return plan(Matching.PLAIN);
  }

  /** What a run would do. */
  public Plan plan(MatchingRules matching) {
    return Planner.plan(frames, List.of(), matching);
  }

  /** The rows of the table of frames. */
  public List<FrameRow> rows() {
    return Planner.rows(plan());
  }

  /** The rows of the lights that would not be calibrated, and of frames that are set aside. */
  public List<String> refusals() {
    return rows().stream()
        .filter(
            row -> row.status() == FrameStatus.UNCALIBRATED || row.status() == FrameStatus.REJECTED)
        .map(FrameRow::reason)
        .toList();
  }

  /** Numbers of masters by type, such as {@code bias 1, dark 1, flat 2}. */
  public String masters() {
    Map<String, Integer> counts = new java.util.TreeMap<>();
    for (MasterSpec master : plan().masters().makeable()) {
      counts.merge(master.type().label(), 1, Integer::sum);
    }
    List<String> parts = new ArrayList<>();
    counts.forEach((type, count) -> parts.add(type + " " + count));
    return String.join(", ", parts);
  }
}

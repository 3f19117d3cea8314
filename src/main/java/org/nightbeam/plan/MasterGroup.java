package org.nightbeam.plan;

import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;
import org.nightbeam.frame.CameraConfiguration;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.FrameType;
import org.nightbeam.frame.Processing;
import org.nightbeam.frame.Setup;
import org.nightbeam.reason.Reason;
import org.nightbeam.reason.ReasonCode;
import org.nightbeam.table.FrameRow;
import org.nightbeam.table.FrameStatus;

/**
 * Calibration frames that become one master: of one type, camera configuration and night; flats of
 * one filter; darks of one exposure and, within the tolerance, one temperature. A master that other
 * software made becomes one by itself.
 *
 * <p>It is one class of more than 400 lines, as frames are grouped, told apart by name and parted
 * again by the same settings.
 *
 * @param master the master, without those that it needs
 * @param frames its inputs, in {@link Frame#ORDER}
 * @param copies files that hold one of its inputs again, as a backup does
 */
public record MasterGroup(MasterSpec master, List<Frame> frames, List<Copy> copies) {
  /**
   * A frame that is there twice: exposures of one camera do not start at one instant, have one
   * name, and one size.
   *
   * @param frame the copy
   * @param of the frame that counts
   */
  public record Copy(Frame frame, Frame of) {
    /** Returns its row in the table of frames. */
    public FrameRow row() {
      return FrameRow.of(
          frame,
          FrameStatus.UNUSED,
          Reason.of(ReasonCode.COPY, "a copy of " + of.path() + ", which is counted once"));
    }
  }

  /** Relative: a dark flat of 1 ms is not one of 2 ms. */
  private static final double SAME_EXPOSURE = 1e-3;

  private static final double LEAST_EXPOSURE = 1e-6; // s, to which headers are taken to be exact
  private static final Pattern FITS_A_FILE_NAME = Pattern.compile("[A-Za-z0-9.+ -]*");
  private static final int LONGEST_NAME = 100;
  private static final Comparator<Setup> MOST_SAID_FIRST =
      Comparator.comparing((Setup setup) -> -setup.values().size()).thenComparing(Setup::text);

  /**
   * Returns what two calibration frames must share to come into one master, before any tolerance.
   */
  public static String key(Frame frame) {
    String filter =
        frame.type() == FrameType.FLAT
            ? frame.filter() + (Double.isNaN(frame.exposure()) ? "\nno exposure" : "")
            : "";
    return String.join("\n", frame.type().label(), night(frame), filter)
        + "\n"
        + frame.configuration().key()
        + (frame.processing().isMaster() ? "\n" + frame.uri() : "")
        + (frame.processing() == Processing.RAW ? "" : "\n" + frame.processing());
  }

  /**
   * Groups calibration frames.
   *
   * @param frames any calibration frames; darks with an exposure above 0
   */
  public static List<MasterGroup> group(Iterable<Frame> frames, MatchingRules rules) {
    Map<String, List<Frame>> byKey = new LinkedHashMap<>();
    for (Frame frame : frames) {
      byKey.computeIfAbsent(key(frame), k -> new ArrayList<>()).add(frame);
    }
    List<MasterGroup> groups = new ArrayList<>();
    for (Alike alike : bySetup(byKey.values())) {
      List<Frame> same = alike.frames;
      FrameType type = same.get(0).type();
      if (type.isDark()) {
        for (List<Frame> exposure :
            clusters(same, Frame::exposure, LEAST_EXPOSURE, SAME_EXPOSURE)) {
          groups.addAll(
              ofTemperatures(
                  clusters(exposure, Frame::temperature, rules.temperatureTolerance(), 0),
                  alike.named));
        }
      } else if (type == FrameType.FLAT && rules.matchesRotator()) {
        for (List<Frame> angle : clusters(same, Frame::rotator, rules.rotatorTolerance(), 0)) {
          groups.add(of(angle, true, middle(angle, Frame::rotator), alike.named));
        }
      } else {
        groups.add(of(same, true, Double.NaN, alike.named));
      }
    }
    groups.sort(Comparator.comparing(group -> group.master.id()));
    return groups;
  }

  /**
   * Returns the masters of groups, and of flats of several exposures also those of one each: where
   * there is no bias, each exposure needs a dark of its own, and so a master of its own.
   *
   * @param frames any calibration frames; darks with an exposure above 0
   */
  public static List<MasterSpec> proposals(Iterable<Frame> frames, MatchingRules rules) {
    List<MasterSpec> proposals = new ArrayList<>();
    for (MasterGroup group : group(frames, rules)) {
      proposals.add(group.master);
      group.byExposure().forEach(part -> proposals.add(part.master.partOf(group.master.id())));
    }
    return proposals;
  }

  /** Groups calibration frames as a plan of their {@link #proposals} has them. */
  public static List<MasterGroup> planned(
      Iterable<Frame> frames, MatchingRules rules, MasterPlan plan) {
    Set<String> known = plan.ids();
    List<MasterGroup> groups = new ArrayList<>();
    for (MasterGroup group : group(frames, rules)) {
      List<MasterGroup> parts = known.contains(group.master.id()) ? List.of() : group.byExposure();
      groups.addAll(parts.isEmpty() ? List.of(group) : parts);
    }
    return groups;
  }

  private List<MasterGroup> byExposure() {
    boolean several =
        master.type() == FrameType.FLAT
            && !master.processing().isMaster()
            && master.exposure() - master.shortestExposure()
                > Math.max(LEAST_EXPOSURE, SAME_EXPOSURE * master.shortestExposure());
    if (!several) {
      return List.of();
    }
    boolean named = !master.configuration().setup().isEmpty();
    return clusters(frames, Frame::exposure, LEAST_EXPOSURE, SAME_EXPOSURE).stream()
        .map(part -> of(part, true, master.rotator(), named, true).withCopiesOf(this))
        .toList();
  }

  /** Returns this part of a group with the copies of its frames, which the group has set apart. */
  private MasterGroup withCopiesOf(MasterGroup whole) {
    Set<Frame> mine = Collections.newSetFromMap(new IdentityHashMap<>());
    mine.addAll(frames);
    return new MasterGroup(
        master, frames, whole.copies.stream().filter(copy -> mine.contains(copy.of())).toList());
  }

  /**
   * Frames whose setups agree.
   *
   * @param named whether their masters' names need the setup to be told apart
   */
  private record Alike(List<Frame> frames, boolean named) {}

  /**
   * Parts frames whose setups differ. Where one says nothing of what another says, they are taken
   * to agree, unless that would be so of two that differ.
   */
  private static List<Alike> bySetup(Iterable<List<Frame>> alike) {
    List<Alike> parted = new ArrayList<>();
    for (List<Frame> frames : alike) {
      Map<Setup, List<Frame>> bySetup = new TreeMap<>(MOST_SAID_FIRST);
      for (Frame frame : frames) {
        bySetup.computeIfAbsent(setup(frame), s -> new ArrayList<>()).add(frame);
      }
      if (bySetup.size() == 1) {
        parted.add(new Alike(frames, false));
        continue;
      }
      List<List<Setup>> groups = new ArrayList<>();
      Map<List<Setup>, List<Frame>> members = new IdentityHashMap<>();
      bySetup.forEach(
          (setup, theirs) -> {
            List<List<Setup>> fit =
                groups.stream().filter(g -> g.stream().allMatch(setup::agrees)).toList();
            List<Setup> group = fit.size() == 1 ? fit.get(0) : new ArrayList<>();
            if (group.isEmpty()) {
              groups.add(group);
            }
            group.add(setup);
            members.computeIfAbsent(group, g -> new ArrayList<>()).addAll(theirs);
          });
      groups.forEach(group -> parted.add(new Alike(members.get(group), groups.size() > 1)));
    }
    return parted;
  }

  private static Setup setup(Frame frame) {
    return new Setup(frame.configuration().of(frame.type()).setup());
  }

  /** Returns what all frames of a group say together. */
  private static Setup jointSetup(List<Frame> frames) {
    Setup joint = setup(frames.get(0));
    for (Frame frame : frames) {
      joint = joint.or(setup(frame));
    }
    return joint;
  }

  /** Cuts sorted values where they exceed the first of a cluster by more than the tolerances. */
  private static List<List<Frame>> clusters(
      List<Frame> frames, ToDoubleFunction<Frame> fact, double absolute, double relative) {
    List<Frame> sorted = new ArrayList<>(frames);
    sorted.sort(Comparator.comparingDouble(fact)); // unknown (NaN) comes last
    List<List<Frame>> clusters = new ArrayList<>();
    double first = Double.NaN;
    for (Frame frame : sorted) {
      double value = fact.applyAsDouble(frame);
      boolean same =
          !clusters.isEmpty()
              && (Double.isNaN(first)
                  ? Double.isNaN(value)
                  : value - first <= Math.max(absolute, relative * first));
      if (!same) {
        clusters.add(new ArrayList<>());
        first = value;
      }
      clusters.get(clusters.size() - 1).add(frame);
    }
    return clusters;
  }

  /**
   * Groups of one exposure; temperatures are rounded in their names where that tells them apart.
   */
  private static List<MasterGroup> ofTemperatures(List<List<Frame>> clusters, boolean named) {
    List<MasterGroup> rounded =
        clusters.stream().map(cluster -> of(cluster, true, Double.NaN, named)).toList();
    boolean apart =
        rounded.stream().map(group -> group.master.id()).distinct().count() == clusters.size();
    return apart
        ? rounded
        : clusters.stream().map(cluster -> of(cluster, false, Double.NaN, named)).toList();
  }

  private static MasterGroup of(
      List<Frame> frames, boolean roundTemperature, double rotator, boolean named) {
    return of(frames, roundTemperature, rotator, named, false);
  }

  private static MasterGroup of(
      List<Frame> frames,
      boolean roundTemperature,
      double rotator,
      boolean named,
      boolean ofOneExposure) {
    List<Frame> all = new ArrayList<>(frames);
    all.sort(Frame.ORDER);
    List<Copy> copies = new ArrayList<>();
    List<Frame> ordered = withoutCopies(all, copies);
    Frame any = ordered.get(0);
    double exposure = 0;
    double temperature = middle(ordered, Frame::temperature);
    String filter = "";
    List<String> label = new ArrayList<>();
    switch (any.type()) {
      case DARK, DARK_FLAT -> {
        exposure = middle(ordered, Frame::exposure);
        label.add(number(exposure) + "s");
        if (!Double.isNaN(temperature)) {
          double shown = roundTemperature ? Math.rint(temperature * 10) / 10 : temperature;
          label.add(number(shown) + "C");
        }
      }
      case FLAT -> {
        // NaN if any is NaN.
        exposure = ordered.stream().mapToDouble(Frame::exposure).reduce(0, Math::max);
        filter = any.filter();
        label.add(filter.isEmpty() ? "nofilter" : filter);
        if (Double.isNaN(exposure)) {
          label.add("noexposure"); // lest it spoils the flats that a dark can be scaled to
        }
        if (ofOneExposure) {
          label.add(number(exposure) + "s");
        }
        if (!Double.isNaN(rotator)) {
          label.add("rotator" + number(rotator));
        }
      }
      default -> {}
    }
    if (any.processing().isMaster()) {
      label.add("foreign" + ShortHash.of(any.uri() + "#" + any.hdu()));
    }
    if (any.processing().isBiasDone() && !any.processing().isMaster()) {
      label.add(any.processing().isDarkDone() ? "darksubtracted" : "biassubtracted");
    }
    CameraConfiguration camera = any.configuration().with(jointSetup(ordered));
    String id =
        night(any)
            + "/"
            + any.type().label()
            + "-"
            + name(label, named ? camera : camera.with(Setup.NONE), filter);
    return new MasterGroup(
        new MasterSpec(
            id,
            any.type(),
            camera,
            any.night(),
            ordered.size(),
            exposure,
            ordered.stream().mapToDouble(Frame::exposure).min().orElseThrow(),
            temperature,
            rotator,
            filter,
            null,
            null,
            remark(ordered),
            false,
            any.processing()),
        ordered,
        copies);
  }

  /**
   * @param copies takes the frames that are there already
   */
  private static List<Frame> withoutCopies(List<Frame> ordered, List<Copy> copies) {
    List<Frame> once = new ArrayList<>();
    Map<Object, Frame> seen = new HashMap<>();
    for (Frame frame : ordered) {
      boolean known = isInstantKnown(frame) && frame.stamp() != null;
      Frame first =
          known
              ? seen.putIfAbsent(
                  List.of(frame.time(), name(frame), frame.hdu(), frame.stamp().size()), frame)
              : null;
      if (first == null || first.uri().equals(frame.uri())) {
        once.add(frame);
      } else {
        copies.add(new Copy(frame, first));
      }
    }
    return once;
  }

  /** Returns whether the start is an instant: a date without a time is read as its midnight. */
  private static boolean isInstantKnown(Frame frame) {
    return frame.time() != null && !frame.time().equals(frame.time().truncatedTo(ChronoUnit.DAYS));
  }

  private static String name(Frame frame) {
    return frame.path().substring(frame.path().lastIndexOf('/') + 1);
  }

  /** Returns what only some of the frames say, and was taken to agree. */
  private static String remark(List<Frame> frames) {
    Setup joint = jointSetup(frames);
    Set<String> unknown = new TreeSet<>();
    for (Frame frame : frames) {
      unknown.addAll(joint.knownOnOneSide(setup(frame)));
    }
    return unknown.isEmpty()
        ? ""
        : String.join(", ", unknown) + " not known of every frame, taken to agree";
  }

  private static String night(Frame frame) {
    return frame.night() == null ? "unknown-night" : frame.night().toString();
  }

  private static double middle(List<Frame> frames, ToDoubleFunction<Frame> fact) {
    double[] values = frames.stream().mapToDouble(fact).sorted().toArray();
    return values[(values.length - 1) / 2];
  }

  /**
   * Returns what tells a master apart, fit for a file name. Blanks become {@code _}; whatever else
   * does not fit, or would make two different names the same, is told apart by a hash at the end.
   */
  private static String name(List<String> label, CameraConfiguration c, String filter) {
    List<String> parts = new ArrayList<>(label);
    if (!c.camera().isEmpty()) {
      parts.add(c.camera());
    }
    if (c.hdu() > 0) {
      parts.add("hdu" + c.hdu());
    }
    parts.add(c.width() + "x" + c.height());
    if (c.xbin() != 1 || c.ybin() != 1) {
      parts.add("bin" + c.xbin() + "x" + c.ybin());
    }
    if (!c.gain().isEmpty()) {
      parts.add("gain" + c.gain());
    }
    if (!c.offset().isEmpty()) {
      parts.add("offset" + c.offset());
    }
    String name = String.join("-", parts);
    boolean told =
        FITS_A_FILE_NAME.matcher(name).matches()
            && name.length() <= LONGEST_NAME
            && !filter.contains("-")
            && c.readoutMode().isEmpty()
            && c.rowOrder().isEmpty()
            && c.cfaPattern().isEmpty()
            && c.setup().isEmpty();
    String fit = name.replaceAll("[^A-Za-z0-9.+-]", "_");
    if (told) {
      return fit;
    }
    return fit.substring(0, Math.min(fit.length(), LONGEST_NAME))
        + "-"
        + ShortHash.of(filter + "\n" + c);
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e9
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}

package org.nightbeam.stack;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.nightbeam.colour.ColourPattern;
import org.nightbeam.fields.Target;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.Sensor;
import org.nightbeam.grading.Mark;
import org.nightbeam.plan.ShortHash;
import org.nightbeam.registration.Placement;
import org.nightbeam.registration.Transform;
import org.nightbeam.storage.OutputLayout;
import org.nightbeam.table.FrameRow;
import org.nightbeam.table.LightStatistics;

/** Decides from their rows which lights go into which stacks. */
public final class StackPlan {
  /** Marks of lights that rejection and weights cope with. */
  private static final Set<Mark> HARMLESS = Set.of(Mark.SATELLITE_TRAIL, Mark.SATURATED);

  /** In place of a filter behind a field that looks as if it had one: m31-2. */
  private static final String NO_FILTER = "-nofilter";

  private static final String ENDING = ".fits";

  /** In names of stacks that go with a moving object. */
  private static final Pattern OF_AN_OBJECT = Pattern.compile("-(track|ephemeris)-");

  private static final Pattern STRANGE = Pattern.compile("[^A-Za-z0-9.+-]+");

  private StackPlan() {}

  /** Returns whether a row is of a light that may be stacked, or has a reason why it is not. */
  public static boolean has(FrameRow row) {
    return Target.has(row) && !row.placement().field().isEmpty();
  }

  /**
   * Returns the stacks of some lights.
   *
   * @param lights all of these stacks, which {@link #has} knows; in any order
   * @param stated what the user says of the sensor
   */
  public static List<StackJob> of(
      Iterable<FrameRow> lights, StackSettings settings, Sensor stated) {
    SortedMap<String, List<FrameRow>> groups = new TreeMap<>();
    for (FrameRow light : lights) {
      groups.computeIfAbsent(path(light, settings), any -> new ArrayList<>()).add(light);
    }
    List<StackJob> jobs = new ArrayList<>();
    groups.forEach((path, group) -> jobs.add(job(path, group, settings, stated)));
    return jobs;
  }

  private static StackJob job(
      String path, List<FrameRow> group, StackSettings settings, Sensor stated) {
    group.sort(FrameRow.ORDER);
    List<StackLight> in = new ArrayList<>();
    List<LeftOut> out = new ArrayList<>();
    boolean colour = group.stream().anyMatch(row -> row.frame().configuration().isColour());
    for (FrameRow row : group) {
      String why = whyNot(row, colour, settings);
      if (why == null) {
        in.add(light(row, settings, stated));
      } else {
        out.add(new LeftOut(row.output(), row.hdu(), why));
      }
    }
    return StackJob.of(
        path,
        group.get(0).statistics().quality().object(),
        // Of a light without a catalogue it is not known; of the others it is the same.
        group.stream()
            .map(row -> row.placement().reference())
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(null),
        settings,
        in,
        out);
  }

  private static StackLight light(FrameRow row, StackSettings settings, Sensor stated) {
    Frame frame = row.frame();
    LightStatistics known = row.statistics();
    Sensor sensor = stated.or(frame.sensor());
    return new StackLight(
        row.output(),
        row.hdu(),
        onFinerGrid(row.placement().transform(), settings.finer()),
        1 / row.placement().fluxRatio(),
        known.sky(),
        known.noise(),
        known.fwhm(),
        frame.exposure(),
        frame.notes().dateAlone() ? null : frame.time(),
        sensor.electronsPerAdu(),
        sensor.saturation(),
        null,
        frame.configuration().cfaPattern().toUpperCase(Locale.ROOT),
        frame.configuration().isColour() ? scales(row.placement()) : List.of());
  }

  /** Returns the scales of red, green and blue. */
  private static List<ColourSky> scales(Placement placement) {
    double green = placement.fluxRatio();
    return List.of(
        ColourSky.scaled(placement.colours().red(), green),
        new ColourSky(Double.NaN, Double.NaN, 1 / green, false),
        ColourSky.scaled(placement.colours().blue(), green));
  }

  /** Returns where places are on a light that count in finer pixels of the reference. */
  private static Transform onFinerGrid(Transform transform, double finer) {
    return finer == 1
        ? transform
        : new Transform(
            (transform.centreX() + 0.5) * finer - 0.5,
            (transform.centreY() + 0.5) * finer - 0.5,
            transform.unit() * finer,
            transform.xs(),
            transform.ys());
  }

  /** Returns why a light is not stacked, for a person to read; null if it is. */
  private static String whyNot(FrameRow row, boolean colour, StackSettings settings) {
    Placement placement = row.placement();
    LightStatistics known = row.statistics();
    String pattern = row.frame().configuration().cfaPattern();
    if (colour && !ColourPattern.isOne(pattern)) {
      return "its colour pattern is "
          + (pattern.isEmpty() ? "not known, while others have one" : pattern)
          + ", expected RGGB, BGGR, GRBG or GBRG";
    }
    if (!placement.isFound()) {
      return "not registered: " + placement.failure();
    }
    Set<Mark> marks = new LinkedHashSet<>(row.grade().marks());
    marks.removeAll(HARMLESS);
    if (!marks.isEmpty() && !settings.withOdd()) {
      return "odd: "
          + marks.stream().map(Mark::label).collect(Collectors.joining(", "))
          + " (--stackOdd=KEEP takes it in)";
    }
    if (!(placement.fluxRatio() > 0)) {
      return "no star has its whole flux both on it and on the reference, so that its scale is not"
          + " known";
    }
    if (!(known.noise() > 0) || !Double.isFinite(known.sky())) {
      return "level and noise of its sky are not known";
    }
    boolean timed = row.frame().time() != null && !row.frame().notes().dateAlone();
    if (settings.track() != null && !(timed && row.frame().exposure() >= 0)) {
      return "the time of its exposure is not known, which "
          + settings.track().option().replaceFirst("=.*", "")
          + " needs";
    }
    return switch (settings.weight()) {
      case EXPOSURE ->
          row.frame().exposure() > 0
              ? null
              : "its exposure time is not known, which --stackWeights=EXPOSURE needs";
      case SEEING ->
          known.fwhm() > 0
              ? null
              : "the width of its stars is not known, which --stackWeights=SEEING needs";
      default -> null;
    };
  }

  /**
   * Returns the file of the stack that a light belongs to, below the output. Stacks of other
   * fields, filters or tracks have other names: the last hyphen of one is that before the filter.
   */
  public static String path(FrameRow row, StackSettings settings) {
    String folder =
        settings.over() == StackSettings.Over.NIGHT
            ? (row.frame().night() == null ? "no-night" : row.frame().night().toString()) + "/"
            : "";
    return OutputLayout.STACKS
        + "/"
        + folder
        + name(fileName(row.placement().field()), row.frame().filter())
        + (settings.track() == null ? "" : "-" + fileName(settings.track().name()))
        + ENDING;
  }

  /**
   * Returns whether a file below the output has the name of a stack that a run with some settings
   * makes: of a night or of all, on the stars or on a moving object.
   */
  public static boolean isNamedBy(String path, StackSettings settings) {
    String[] parts = path.split("/");
    String name = parts[parts.length - 1];
    boolean ofNight = settings.over() == StackSettings.Over.NIGHT;
    return name.endsWith(ENDING)
        && parts[0].equals(OutputLayout.STACKS)
        && parts.length == (ofNight ? 3 : 2)
        && (settings.track() == null
            ? !OF_AN_OBJECT.matcher(name).find()
            : name.endsWith("-" + fileName(settings.track().name()) + ENDING));
  }

  private static String name(String field, String filter) {
    if (filter.isEmpty()) {
      return field.contains("-") ? field + NO_FILTER : field;
    }
    return field
        + "-"
        + (filter.contains("-")
            ? fileName(filter.replace('-', '_')) + "-" + ShortHash.of(filter)
            : fileName(filter));
  }

  /** Returns a name for a file, which no other text has. */
  private static String fileName(String text) {
    String plain = STRANGE.matcher(text.replace(' ', '_')).replaceAll("_");
    boolean same = plain.equals(text) && !plain.startsWith(".");
    return same ? plain : plain.replaceFirst("^\\.", "_") + "-" + ShortHash.of(text);
  }
}

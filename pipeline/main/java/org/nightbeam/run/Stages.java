package org.nightbeam.run;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.WithFailures;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.nightbeam.fits.FitsSection;
import org.nightbeam.frame.CameraConfiguration;
import org.nightbeam.frame.Frame;
import org.nightbeam.header.FrameReader;
import org.nightbeam.header.HeaderRules;
import org.nightbeam.header.HeaderRulesException;
import org.nightbeam.header.NightRule;
import org.nightbeam.header.StatedFacts;
import org.nightbeam.options.CalibrationOptions;
import org.nightbeam.options.InputOutputOptions;
import org.nightbeam.options.Locations;
import org.nightbeam.options.MatchingOptions;
import org.nightbeam.options.ProgramOptions;
import org.nightbeam.options.UsageException;
import org.nightbeam.plan.MatchingRules;
import org.nightbeam.rerun.Done;
import org.nightbeam.signal.Linearity;
import org.nightbeam.signal.OverscanSettings;
import org.nightbeam.signal.Preparation;
import org.nightbeam.table.FrameRow;
import org.nightbeam.transforms.CalibrateLights;
import org.nightbeam.transforms.CombineMasters;
import org.nightbeam.transforms.GivenFrames;
import org.nightbeam.transforms.MatchFiles;
import org.nightbeam.transforms.PlanNights;
import org.nightbeam.transforms.ReadFrames;
import org.nightbeam.transforms.WriteFrameTable;
import org.nightbeam.transforms.coder.RecordCoder;
import org.nightbeam.transforms.work.RunSettings;

/** The stages of a run, from files to the table of frames. */
public final class Stages {
  private Stages() {}

  /**
   * Builds the pipeline of a run.
   *
   * @param known the frames, where their headers are read already; null to find and read them
   * @param done products of earlier runs that are up to date
   */
  public static Pipeline of(
      ProgramOptions options, RunSettings run, Library library, KnownFrames known, Done done)
      throws UsageException {
    Pipeline pipeline = Pipeline.create(options.as(PipelineOptions.class));

    WithFailures.Result<PCollection<Frame>, FrameRow> frames =
        known == null ? read(pipeline, options, run) : given(pipeline, known);

    PlanNights.Planned plan =
        withForeignMasters(frames.output(), library)
            .apply("PlanNights", PlanNights.of(run, rules(options), library.masters(), done));

    CombineMasters.Made biases =
        plan.biases().apply("CombineBiases", CombineMasters.of(run, plan.masters()));
    CombineMasters.Made darks =
        plan.darks()
            .apply("CombineDarks", CombineMasters.of(run, plan.masters().and(biases.masters())));
    CombineMasters.Made flats =
        plan.flats()
            .apply(
                "CombineFlats",
                CombineMasters.of(run, plan.masters().and(biases.masters(), darks.masters())));

    PCollection<FrameRow> lights =
        plan.lights()
            .apply(
                "CalibrateLights",
                CalibrateLights.of(
                    run, plan.masters().and(biases.masters(), darks.masters(), flats.masters())));

    PCollectionList.of(frames.failures())
        .and(plan.rows().getAll())
        .and(biases.rows())
        .and(darks.rows())
        .and(flats.rows())
        .and(lights)
        .apply("AllRows", Flatten.pCollections())
        .apply("WriteFrameTable", WriteFrameTable.of(run));
    return pipeline;
  }

  private static WithFailures.Result<PCollection<Frame>, FrameRow> read(
      Pipeline pipeline, ProgramOptions options, RunSettings run) {
    return pipeline
        .apply("MatchFiles", MatchFiles.of(options.getInput(), run))
        .apply("ReadFrames", ReadFrames.of(run));
  }

  private static WithFailures.Result<PCollection<Frame>, FrameRow> given(
      Pipeline pipeline, KnownFrames known) {
    return WithFailures.Result.of(
        pipeline.apply("KnownFrames", GivenFrames.of(known.frames())),
        pipeline.apply(
            "Unusable",
            Create.of(known.survey().rejected()).withCoder(RecordCoder.of(FrameRow.class))));
  }

  /** Adds the masters of other software, if there are any: frames that masters are made of. */
  private static PCollection<Frame> withForeignMasters(PCollection<Frame> frames, Library library) {
    return library.foreign().isEmpty()
        ? frames
        : PCollectionList.of(frames)
            .and(frames.getPipeline().apply("ForeignMasters", GivenFrames.of(library.foreign())))
            .apply("AllFrames", Flatten.pCollections());
  }

  /**
   * How headers are read.
   *
   * @throws UsageException if a file of them is wrong
   */
  public static HeaderRules headerRules(ProgramOptions io) throws UsageException {
    HeaderRules rules =
        new HeaderRules(
            io.getTypeFrom(),
            new NightRule(
                io.getLongitude() == null ? Double.NaN : io.getLongitude(),
                zone(io.getTimeZone()),
                Duration.ofSeconds(Math.round(io.getNightOffset() * 3600))),
            name(io.getDialect()),
            text("dialect", io.getDialect()),
            name(io.getFacts()),
            text("facts", io.getFacts()),
            io.getVerifyChecksums(),
            preparation(io));
    try {
      new FrameReader(rules);
      return rules;
    } catch (HeaderRulesException wrong) {
      throw new UsageException(wrong.getMessage());
    }
  }

  /**
   * What is done to raw values first.
   *
   * @throws UsageException if a section or a coefficient is none
   */
  static Preparation preparation(CalibrationOptions options) throws UsageException {
    try {
      return new Preparation(
          section("overscan", options.getOverscan()),
          section("trim", options.getTrim()),
          new OverscanSettings(
              options.getOverscanStatistic(),
              options.getOverscanFunction(),
              options.getOverscanOrder(),
              options.getOverscanRejectLow(),
              options.getOverscanRejectHigh(),
              options.getOverscanIterations(),
              options.getOverscanGrow()),
          linearity(options.getLinearity()));
    } catch (IllegalArgumentException wrong) {
      throw new UsageException("options of the overscan: " + wrong.getMessage());
    }
  }

  private static String section(String option, String text) throws UsageException {
    String upper = text.toUpperCase(Locale.ROOT);
    if (upper.equals(Preparation.NO_SECTION) || upper.equals(Preparation.BY_HEADER)) {
      return upper;
    }
    try {
      return FitsSection.parse(text).toString();
    } catch (IllegalArgumentException none) {
      throw new UsageException("--" + option + ": " + none.getMessage() + ", NONE or HEADER");
    }
  }

  private static Linearity linearity(List<String> coefficients) throws UsageException {
    if (coefficients == null) {
      return Linearity.NONE;
    }
    try {
      return new Linearity(coefficients.stream().map(c -> Double.valueOf(c.trim())).toList());
    } catch (IllegalArgumentException wrong) {
      throw new UsageException(
          "--linearity="
              + String.join(",", coefficients)
              + ": expected two or more finite coefficients c0,c1,c2,... of c0 + c1 x + c2 x^2 + ...");
    }
  }

  /** How the headers of masters of other software are read. */
  public static FrameReader masterReader(ProgramOptions options) throws UsageException {
    return FrameReader.ofMasters(headerRules(options), options.getForeignDarks());
  }

  /** The facts stated by hand, of which there may be none. */
  public static StatedFacts facts(InputOutputOptions io) throws UsageException {
    return StatedFacts.read(text("facts", io.getFacts()), name(io.getFacts()));
  }

  private static ZoneId zone(String name) throws UsageException {
    try {
      return name == null ? null : ZoneId.of(name);
    } catch (DateTimeException unknown) {
      throw new UsageException(
          "--timeZone=" + name + ": expected a time zone such as Europe/Berlin or UTC-10");
    }
  }

  private static String name(String file) {
    return file == null ? "" : file.replaceFirst(".*/", "");
  }

  private static String text(String option, String file) throws UsageException {
    return file == null ? "" : Locations.text(option, file);
  }

  /**
   * Which masters belong to which frame.
   *
   * @throws UsageException if a setting is not known
   */
  public static MatchingRules rules(MatchingOptions matching) throws UsageException {
    return new MatchingRules(
        matching.getExposureTolerance(),
        matching.getTemperatureTolerance(),
        matching.getScaleDarkUp(),
        matching.getBiasMaxAge(),
        matching.getDarkMaxAge(),
        matching.getFlatMaxAge(),
        matching.getMissingMasters(),
        matching.getMasterNights(),
        matching.getMinimumFrames(),
        new TreeSet<>(
            named(
                "ignoreSettings", matching.getIgnoreSettings(), CameraConfiguration.Setting.class)),
        matching.getRotatorTolerance());
  }

  /**
   * The constants that an option names.
   *
   * @param names null for none
   * @throws UsageException if there is none of a name
   */
  static <E extends Enum<E>> List<E> named(String option, List<String> names, Class<E> type)
      throws UsageException {
    Set<E> constants = EnumSet.noneOf(type);
    for (String name : names == null ? List.<String>of() : names) {
      try {
        constants.add(Enum.valueOf(type, name.trim().toUpperCase(Locale.ROOT)));
      } catch (IllegalArgumentException unknown) {
        throw new UsageException(
            String.format(
                "--%s=%s: expected one of %s",
                option, name, Arrays.toString(type.getEnumConstants())));
      }
    }
    return List.copyOf(constants);
  }
}

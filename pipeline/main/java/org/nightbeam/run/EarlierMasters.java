package org.nightbeam.run;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.FrameType;
import org.nightbeam.header.FrameReader;
import org.nightbeam.options.HeaderOptions;
import org.nightbeam.options.MatchingOptions;
import org.nightbeam.options.PathChecks;
import org.nightbeam.options.ProgramOptions;
import org.nightbeam.options.UsageException;
import org.nightbeam.plan.MasterMatcher;
import org.nightbeam.plan.MasterPlan;
import org.nightbeam.plan.MasterSpec;
import org.nightbeam.storage.OutputLayout;
import org.nightbeam.storage.Storage;
import org.nightbeam.transforms.work.InputFile;

/**
 * Masters that stand in the output, from this run and earlier ones, for lights that lack a master:
 * a run uses those of earlier runs only where {@code --masters} names them.
 */
record EarlierMasters(ProgramOptions options, Storage storage, String output) {
  /**
   * Returns what would help, for a person to read; empty for nothing.
   *
   * @param lights paths of lights that lack a master
   * @param reader of masters that other software made
   */
  Optional<String> helpFor(List<String> lights, FrameReader reader)
      throws UsageException, IOException {
    String masters = OutputLayout.in(output, OutputLayout.MASTERS);
    List<String> given = options.getMasters() == null ? List.of() : options.getMasters();
    if (given.stream().map(PathChecks::absolute).anyMatch(masters::equals)) {
      return Optional.empty();
    }
    List<String> both = new ArrayList<>(given);
    both.add(masters);
    List<MasterSpec> there;
    try {
      there =
          new GivenMasters.Finder(storage, options, output, reader)
              .find(both, new ArrayList<>())
              .masters()
              .specs();
    } catch (FileNotFoundException noMasters) {
      return Optional.empty();
    }
    MasterMatcher matcher =
        new MasterMatcher(
            new MasterPlan(List.of(), List.of(), there), MatchingOptions.matchingRules(options));
    for (Frame light : frames(new HashSet<>(lights))) {
      if (light.refusal() == null
          && light.type() == FrameType.LIGHT
          && matcher.decide(light).light() != null) {
        return Optional.of(
            String.format(
                "the same command with --masters=%s: there are masters of earlier runs that match,"
                    + " such as for %s",
                String.join(",", both), light.path()));
      }
    }
    return Optional.empty();
  }

  private List<Frame> frames(Set<String> paths) throws UsageException, IOException {
    FrameReader reader = new FrameReader(HeaderOptions.headerRules(options));
    List<Frame> frames = new ArrayList<>();
    for (InputFile file : HeaderScan.files(options)) {
      if (paths.contains(file.path())) {
        frames.addAll(reader.read(storage, file.uri(), file.path(), file.stamp()).frames());
      }
    }
    return frames;
  }
}

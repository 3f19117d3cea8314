package org.nightbeam.run;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
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
 * Masters that stand in the output, from this run and earlier ones, for lights that lack a master.
 */
public record EarlierMasters(ProgramOptions options, Storage storage, String output) {
  /**
   * Returns the places of masters, with those that are given, by which one light at least is
   * calibrated with all its steps; null if there are none.
   *
   * @param lights paths of lights that lack a master
   * @param reader of masters that other software made
   */
  public List<String> thatHelp(List<String> lights, FrameReader reader)
      throws UsageException, IOException {
    List<String> given = given();
    if (areGiven()) {
      return null;
    }
    List<String> both = new ArrayList<>(given);
    both.add(folder());
    List<MasterSpec> there;
    try {
      there =
          new GivenMasters.Finder(storage, options, output, reader)
              .find(both, new ArrayList<>())
              .masters()
              .specs();
    } catch (FileNotFoundException noMasters) {
      return null;
    }
    MasterMatcher matcher =
        new MasterMatcher(
            new MasterPlan(List.of(), List.of(), there),
            MatchingOptions.matchingRules(options).withoutSkipping());
    for (Frame light : frames(new HashSet<>(lights))) {
      if (light.refusal() == null
          && light.type() == FrameType.LIGHT
          && matcher.decide(light).light() != null) {
        return both;
      }
    }
    return null;
  }

  /** Returns whether the options name them. */
  public boolean areGiven() {
    return given().stream().map(PathChecks::absolute).anyMatch(folder()::equals);
  }

  private List<String> given() {
    return options.getMasters() == null ? List.of() : options.getMasters();
  }

  /** Returns where they are. */
  public String folder() {
    return OutputLayout.in(output, OutputLayout.MASTERS);
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

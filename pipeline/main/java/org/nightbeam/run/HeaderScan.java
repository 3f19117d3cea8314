package org.nightbeam.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.nightbeam.frame.Frame;
import org.nightbeam.header.FrameReader;
import org.nightbeam.options.HeaderOptions;
import org.nightbeam.options.InputOptions;
import org.nightbeam.options.MatchingOptions;
import org.nightbeam.options.ProgramOptions;
import org.nightbeam.options.UsageException;
import org.nightbeam.plan.MatchingRules;
import org.nightbeam.plan.Plan;
import org.nightbeam.plan.Planner;
import org.nightbeam.storage.DaemonThreads;
import org.nightbeam.storage.Storage;
import org.nightbeam.table.FrameRow;
import org.nightbeam.transforms.storage.BeamStorage;
import org.nightbeam.transforms.work.InputFile;
import org.nightbeam.transforms.work.InputFinder;

/**
 * All headers, read in this process, and the plan of what a run would do with them.
 *
 * @param rejected rows of what no frame could be made of
 * @param rules by which masters are matched
 */
public record HeaderScan(Plan plan, List<FrameRow> rejected, MatchingRules rules) {
  /** Reads the headers of all inputs. */
  public static HeaderScan of(ProgramOptions options, Storage storage, GivenMasters library)
      throws UsageException, IOException {
    FrameReader reader = new FrameReader(HeaderOptions.headerRules(options));
    List<InputFile> files = List.copyOf(files(options));
    boolean local = files.stream().map(InputFile::uri).allMatch(BeamStorage::isLocal);
    List<Frame.Reading> readings =
        DaemonThreads.map(
            files,
            local ? Runtime.getRuntime().availableProcessors() : DaemonThreads.FILES_AT_A_TIME,
            file -> reader.read(storage, file.uri(), file.path(), file.stamp()));
    return of(readings, library, MatchingOptions.matchingRules(options));
  }

  /** Plans with headers that are read already. */
  static HeaderScan of(List<Frame.Reading> readings, GivenMasters library, MatchingRules rules) {
    Plan plan =
        Planner.plan(
            Stream.concat(
                    readings.stream().flatMap(reading -> reading.frames().stream()),
                    library.foreign().stream())
                .toList(),
            library.masters().specs(),
            rules);
    List<FrameRow> rejected = new ArrayList<>();
    readings.forEach(
        reading -> reading.rejected().forEach(bad -> rejected.add(FrameRow.rejected(bad))));
    return new HeaderScan(plan, rejected, rules);
  }

  /** Returns the files of all inputs, each once, in order of their places. */
  public static Collection<InputFile> files(InputOptions options) throws IOException {
    Map<String, InputFile> files = new TreeMap<>();
    InputFinder finder = new InputFinder(options.getOutput(), options);
    for (String input : options.getInput()) {
      for (InputFile file : finder.find(input)) {
        files.merge(file.uri(), file, InputFile::better);
      }
    }
    return files.values();
  }

  /** Returns the table of frames as a run of this plan would give it, with the ids of masters. */
  public List<FrameRow> rows() {
    List<FrameRow> rows = new ArrayList<>(Planner.rows(plan));
    rows.addAll(rejected);
    rows.sort(FrameRow.ORDER);
    return rows;
  }
}

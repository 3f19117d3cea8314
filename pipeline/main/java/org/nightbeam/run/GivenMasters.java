package org.nightbeam.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.beam.sdk.options.PipelineOptions;
import org.nightbeam.fits.UnreadableFileException;
import org.nightbeam.frame.Frame;
import org.nightbeam.header.FrameReader;
import org.nightbeam.master.ForeignLevel;
import org.nightbeam.master.LibraryMaster;
import org.nightbeam.master.MasterLibrary;
import org.nightbeam.options.PathChecks;
import org.nightbeam.run.summary.GroupedWarnings;
import org.nightbeam.storage.DaemonThreads;
import org.nightbeam.storage.Storage;
import org.nightbeam.transforms.work.InputFile;
import org.nightbeam.transforms.work.InputFinder;

/**
 * The masters that {@code --masters} names.
 *
 * @param masters made by Nightbeam, used from where they are
 * @param foreign made by other software: frames from which a run makes masters of its own
 */
public record GivenMasters(MasterLibrary masters, List<Frame> foreign) {

  /** Where masters are looked for, and how those of other software are read. */
  public record Finder(
      Storage storage, PipelineOptions options, String output, FrameReader foreignReader) {

    /**
     * Reads the headers of all masters.
     *
     * @param places folders, globs and files; null for none
     * @param warnings receives a sentence for each reason why files are no masters, or cannot be
     *     used
     */
    public GivenMasters find(List<String> places, List<String> warnings) throws IOException {
      if (places == null) {
        return new GivenMasters(MasterLibrary.EMPTY, List.of());
      }
      Map<String, InputFile> files = new TreeMap<>();
      InputFinder finder = InputFinder.ofMasters(options);
      for (String place : places) {
        for (InputFile file : finder.find(PathChecks.absolute(place))) {
          files.put(file.uri(), file);
        }
      }
      List<LibraryMaster> masters = new ArrayList<>();
      List<Frame> foreign = new ArrayList<>();
      GroupedWarnings unused = new GroupedWarnings();
      for (Reading reading :
          DaemonThreads.map(files.values(), DaemonThreads.FILES_AT_A_TIME, this::read)) {
        reading.master.ifPresent(masters::add);
        foreign.addAll(reading.foreign);
        // Once for all images of a file.
        reading.unused.stream().distinct().forEach(why -> unused.add(why, reading.path));
      }
      for (GroupedWarnings.Kind kind : unused.byFrequency()) {
        warnings.add(
            kind.count() == 1
                ? kind.files() + " is not used as a master: " + kind.sentence()
                : String.format(
                    "%d files are not used as masters: %s (%s)",
                    kind.count(), kind.sentence(), kind.files()));
      }
      if (masters.isEmpty() && foreign.isEmpty()) {
        warnings.add("--masters=" + String.join(",", places) + ": there is no master");
      }
      masters.sort(Comparator.comparing(master -> master.spec().id()));
      foreign.sort(Frame.ORDER);
      return new GivenMasters(new MasterLibrary(masters), foreign);
    }

    private record Reading(
        String path, Optional<LibraryMaster> master, List<Frame> foreign, List<String> unused) {}

    private Reading read(InputFile file) {
      try {
        Optional<LibraryMaster> master = LibraryMaster.read(storage, file.uri(), output);
        return master.isPresent()
            ? new Reading(file.path(), master, List.of(), List.of())
            : foreign(file);
      } catch (UnreadableFileException unusable) {
        return unused(file, unusable.getMessage());
      } catch (IOException e) {
        return unused(file, "it cannot be read: " + e);
      }
    }

    private Reading foreign(InputFile file) throws IOException {
      List<Frame> usable = new ArrayList<>();
      List<String> unused = new ArrayList<>();
      Frame.Reading reading = foreignReader.read(storage, file.uri(), file.path());
      for (Frame.Rejected bad : reading.rejected()) {
        unused.add(bad.reason());
      }
      for (Frame frame : reading.frames()) {
        String refusal = frame.setAside();
        if (refusal == null) {
          refusal = ForeignLevel.refusal(storage, frame).orElse(null);
        }
        if (refusal == null) {
          usable.add(frame);
        } else {
          unused.add(refusal);
        }
      }
      return new Reading(file.path(), Optional.empty(), usable, unused);
    }

    private static Reading unused(InputFile file, String why) {
      return new Reading(file.path(), Optional.empty(), List.of(), List.of(why));
    }
  }
}

package org.nightbeam.pipeline;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.nightbeam.fits.UnreadableFileException;
import org.nightbeam.master.LibraryMaster;
import org.nightbeam.master.MasterLibrary;
import org.nightbeam.storage.Storage;
import org.nightbeam.transforms.InputFile;
import org.nightbeam.transforms.InputFinder;

/** Finds the masters of earlier runs that {@code --masters} names. */
final class Library {
  private Library() {}

  /**
   * Reads the headers of all masters.
   *
   * @param places folders, globs and files; null for none
   * @param output folder of the run's products
   * @param warnings receives a sentence for each file that is no master, or cannot be used
   */
  static MasterLibrary read(
      List<String> places, Storage storage, String output, List<String> warnings)
      throws IOException {
    if (places == null) {
      return MasterLibrary.EMPTY;
    }
    Map<String, InputFile> files = new TreeMap<>();
    InputFinder finder = new InputFinder(null);
    for (String place : places) {
      for (InputFile file : finder.find(Locations.absolute(place))) {
        files.put(file.uri(), file);
      }
    }
    List<LibraryMaster> masters = new ArrayList<>();
    for (Reading reading :
        files.values().parallelStream().map(file -> read(file, storage, output)).toList()) {
      reading.master.ifPresent(masters::add);
      if (reading.warning != null) {
        warnings.add(reading.warning);
      }
    }
    if (masters.isEmpty()) {
      warnings.add("--masters=" + String.join(",", places) + ": there is no master of Nightbeam");
    }
    masters.sort(Comparator.comparing(master -> master.spec().id()));
    return new MasterLibrary(masters);
  }

  private record Reading(Optional<LibraryMaster> master, String warning) {}

  private static Reading read(InputFile file, Storage storage, String output) {
    try {
      Optional<LibraryMaster> master = LibraryMaster.read(storage, file.uri(), output);
      return new Reading(
          master,
          master.isPresent()
              ? null
              : file.path() + " is no master of Nightbeam (it has no NBMASTER), and not used");
    } catch (UnreadableFileException unusable) {
      return new Reading(
          Optional.empty(), file.path() + " is not used as a master: " + unusable.getMessage());
    } catch (IOException e) {
      return new Reading(Optional.empty(), file.path() + " cannot be read as a master: " + e);
    }
  }
}

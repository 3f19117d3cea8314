package org.nightbeam.options;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.nightbeam.fringes.FringeSettings;
import org.nightbeam.header.HeaderRules;
import org.nightbeam.options.annotation.Heading;
import org.nightbeam.options.annotation.HeededBy;
import org.nightbeam.options.annotation.Names;
import org.nightbeam.options.annotation.Place;
import org.nightbeam.options.annotation.Verb;
import org.nightbeam.plan.ShortHash;
import org.nightbeam.transforms.work.InputFile;
import org.nightbeam.transforms.work.InputFinder;

/** Fringes of lights. */
@Heading("Fringes")
@HeededBy({Verb.CALIBRATE, Verb.DEMO})
public interface FringeOptions extends PipelineOptions {
  @Description(
      "Fringe masters: FITS files, folders or globs. The master of a light's filter is fitted to the"
          + " light and subtracted")
  @Names(Place.PATH)
  List<String> getFringe();

  void setFringe(List<String> value);

  /**
   * Returns the fringe masters that there are now.
   *
   * @param headers by which the headers of fringe masters are read
   * @throws UsageException if there is no file, or one cannot be read
   */
  static FringeSettings fringeSettings(FringeOptions options, HeaderRules headers)
      throws UsageException {
    if (options.getFringe() == null) {
      return FringeSettings.NONE;
    }
    List<FringeSettings.Master> files = new ArrayList<>();
    List<String> states = new ArrayList<>();
    for (String place : options.getFringe()) {
      try {
        for (InputFile file : InputFinder.ofMasters(options).find(PathChecks.absolute(place))) {
          files.add(new FringeSettings.Master(file.uri(), file.path()));
          states.add(PathChecks.state("fringe", file.uri()));
        }
      } catch (IOException e) {
        throw new UsageException(
            String.format("--fringe=%s: cannot be read: %s", place, e.getMessage()));
      }
    }
    if (files.isEmpty()) {
      throw new UsageException(
          "--fringe=" + String.join(",", options.getFringe()) + ": there is no FITS file");
    }
    if (!headers.dialect().isEmpty() || !headers.facts().isEmpty()) {
      states.add(ShortHash.of(headers.dialect() + "\n" + headers.facts()));
    }
    return new FringeSettings(files, states);
  }
}

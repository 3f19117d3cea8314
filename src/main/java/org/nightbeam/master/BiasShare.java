package org.nightbeam.master;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.nightbeam.frame.CameraConfiguration;
import org.nightbeam.frame.FrameType;
import org.nightbeam.frame.Setup;
import org.nightbeam.master.store.MappedMaster;
import org.nightbeam.master.store.MasterReference;
import org.nightbeam.master.store.MasterStore;
import org.nightbeam.plan.MasterSpec;
import org.nightbeam.storage.Storage;

/**
 * Estimates how much of the level of flats is not light if nothing could be subtracted from them:
 * the level of a dark of the same camera that still contains its bias. By this much the flat, and
 * every frame divided by it, is wrong where the light is strongest and weakest.
 *
 * @param storage where the headers of masters are read
 * @param store where their pixels are
 */
public record BiasShare(Storage storage, MasterStore store) {
  /** A master dark, and what its header says of it. */
  private record Dark(MasterSpec spec, MasterReference reference) {}

  /**
   * Returns the job of a master flat with what is to be said of it.
   *
   * @param darks that were made before
   */
  public MasterJob said(MasterJob flat, List<MasterReference> darks) throws IOException {
    boolean overscan = flat.inputs().stream().anyMatch(input -> input.overscan() != null);
    if (!flat.spec().hasItsBias() || !flat.canBeMade() || overscan) {
      return flat;
    }
    Optional<Dark> dark = shortest(flat.spec(), darks);
    if (dark.isEmpty()) {
      return flat.doubted(
          "neither bias nor dark is subtracted from these flats, and there is no dark to"
              + " show how much of their level is not light: they correct too little");
    }
    double level = flat.inputs().stream().mapToDouble(BiasShare::level).average().orElseThrow();
    return flat.doubted(
        String.format(
            Locale.ROOT,
            "neither bias nor dark is subtracted from these flats: %.1f %% of their level"
                + " is not light (by %s), so they correct too little by this much",
            100 * level(dark.get()) / level,
            dark.get().reference.path()));
  }

  private Optional<Dark> shortest(MasterSpec flat, List<MasterReference> darks) throws IOException {
    CameraConfiguration camera = flat.configuration().of(FrameType.DARK);
    List<Dark> all = new ArrayList<>();
    for (MasterReference reference : darks) {
      MasterSpec spec = LibraryMaster.read(storage, reference.uri(), "").orElseThrow().spec();
      if (!spec.isDebiased()
          && spec.configuration().key().equals(camera.key())
          && new Setup(spec.configuration().setup()).agrees(new Setup(camera.setup()))) {
        all.add(new Dark(spec, reference));
      }
    }
    return all.stream().min(Comparator.comparing(dark -> dark.spec.exposure()));
  }

  /** Returns the mean of the pixels of the frames that a dark was made of, in ADU. */
  private double level(Dark dark) throws IOException {
    int height = dark.reference.height();
    try (MappedMaster rate = store.open(dark.reference)) {
      double pixels = (double) height * dark.reference.width();
      return rate.channelSums(height).total() / pixels * dark.spec.exposure();
    }
  }

  private static double level(MasterInput input) {
    FlatLevel level = input.level();
    return (level.evenEven() + level.evenOdd() + level.oddEven() + level.oddOdd()) / 4;
  }
}

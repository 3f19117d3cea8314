package org.nightbeam.badpixels;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.nightbeam.correction.Corrector;
import org.nightbeam.correction.LightContext;
import org.nightbeam.correction.MatchedLight;
import org.nightbeam.correction.Step;
import org.nightbeam.fits.UnreadableFileException;
import org.nightbeam.fits.product.Plane;
import org.nightbeam.frame.Frame;
import org.nightbeam.master.store.MappedMaster;
import org.nightbeam.master.store.MasterReference;
import org.nightbeam.master.store.MasterStore;
import org.nightbeam.reason.ReasonCode;
import org.nightbeam.storage.Storage;

/**
 * Finds the bad pixels of lights, once for all lights of a process with the same masters. Safe for
 * use by several threads.
 */
public final class BadPixelFinder implements Corrector {
  private final Storage storage;
  private final MasterStore masters;
  private final BadPixelSettings settings;
  private final Map<String, CompletableFuture<BadPixels>> found = new ConcurrentHashMap<>();
  private BadPixelFile file; // null before it is read

  /**
   * @param storage where the map is
   */
  public BadPixelFinder(Storage storage, MasterStore masters, BadPixelSettings settings) {
    this.storage = storage;
    this.masters = masters;
    this.settings = settings;
  }

  @Override
  public Step of(LightContext light) throws IOException {
    if (!light.withFlags()) {
      return Step.NONE;
    }
    MatchedLight matched = light.matched();
    BadPixels bad = found(light.frame(), matched.dark(), matched.flat());
    boolean inProduct = light.writes(Plane.MASK) || settings.needsFlags();
    if (inProduct) {
      refuseTooMany(light.frame(), bad);
    } else if (bad.areTooMany(light.frame())) {
      bad = BadPixels.none(light.frame()); // for a measurement alone no light is given up
    }
    return new BadPixelStep(light, settings, bad);
  }

  /**
   * Returns the bad pixels of a light, which are looked for once.
   *
   * @param dark null for none
   * @param flat null for none
   * @throws UnreadableFileException if there is no map of its size
   */
  BadPixels found(Frame light, MasterReference dark, MasterReference flat) throws IOException {
    String key =
        (dark == null ? "" : dark.pixels())
            + " "
            + (flat == null ? "" : flat.pixels())
            + " "
            + light.layout() // without masters and map, nothing else tells sizes apart
            + (settings.map().isEmpty() ? "" : " " + light.hdu());
    CompletableFuture<BadPixels> mine = new CompletableFuture<>();
    CompletableFuture<BadPixels> known = found.putIfAbsent(key, mine);
    if (known == null) {
      try {
        mine.complete(find(light, dark, flat));
      } catch (Throwable e) {
        found.remove(key, mine); // the next light tries again: a lost connection comes back
        mine.completeExceptionally(e);
      }
      known = mine;
    }
    return await(known);
  }

  private static void refuseTooMany(Frame light, BadPixels bad) throws UnreadableFileException {
    if (bad.areTooMany(light)) {
      throw new UnreadableFileException(
          ReasonCode.CORRECTION,
          String.format(
              "%d of %d pixels are bad by its masters; look at them, or raise --hotSigma,"
                  + " --coldSigma, or lower --lowFlat",
              bad.count(), (long) light.width() * light.height()));
    }
  }

  private static BadPixels await(CompletableFuture<BadPixels> known) throws IOException {
    try {
      return known.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof UnreadableFileException failure) {
        ReasonCode code = failure.reason().code();
        throw new UnreadableFileException(
            code.mayPass() ? code : ReasonCode.CORRECTION, failure.getMessage(), failure);
      }
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      if (e.getCause() instanceof Error failure) {
        throw failure;
      }
      throw e;
    }
  }

  private BadPixels find(Frame light, MasterReference dark, MasterReference flat)
      throws IOException {
    BadPixelMap map = settings.map().isEmpty() ? null : file().of(light);
    try (MappedMaster openDark = dark == null ? null : masters.open(dark);
        MappedMaster openFlat = flat == null ? null : masters.open(flat)) {
      return BadPixels.find(light, openDark, openFlat, map, settings.rules());
    }
  }

  private synchronized BadPixelFile file() throws UnreadableFileException {
    if (file == null) {
      file = BadPixelFile.read(storage, settings.map(), true);
    }
    return file;
  }
}

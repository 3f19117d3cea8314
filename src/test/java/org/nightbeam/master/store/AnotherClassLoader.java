package org.nightbeam.master.store;

import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;

/** Uses a {@link MasterStore} as a run does that has class loaders of its own. */
final class AnotherClassLoader {
  private AnotherClassLoader() {}

  /** Opens a master in a store of its own, closes both, and gives the first pixel. */
  static float firstPixel(Path cache, Path log, MasterReference master) throws Exception {
    URL[] classes = {
      MasterStore.class.getProtectionDomain().getCodeSource().getLocation(),
      MasterStoreProcess.class.getProtectionDomain().getCodeSource().getLocation()
    };
    List<String> words =
        List.of(master.uri(), "" + master.width(), "" + master.height(), master.sha256());
    try (URLClassLoader loader =
        new URLClassLoader(classes, ClassLoader.getPlatformClassLoader())) {
      Class<?> type = loader.loadClass(MasterStoreProcess.class.getName());
      assertNotEquals(MasterStoreProcess.class, type);
      return (float)
          type.getMethod("firstPixel", String.class, String.class, List.class)
              .invoke(null, cache.toString(), log.toString(), words);
    }
  }
}

package org.nightbeam.correction;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.nightbeam.header.HeaderRules;
import org.nightbeam.master.MasterNoise;
import org.nightbeam.master.store.MasterReference;
import org.nightbeam.master.store.MasterStore;
import org.nightbeam.pixels.FramePixels;
import org.nightbeam.signal.Preparation;
import org.nightbeam.storage.Storage;

/**
 * Services shared by the calibration of all lights of a process. Safe for use by several threads.
 */
public final class LightServices {
  private final Storage storage;
  private final FramePixels pixels;
  private final MasterStore masters;
  private final HeaderRules headers;
  private final String version;
  private final Map<String, MasterNoise> noises = new ConcurrentHashMap<>(); // by pixels

  /**
   * @param storage where frames are read and written
   * @param pixels of the frames
   * @param masters that are mapped
   * @param headers how headers are read, and what is done to raw values
   * @param version of the software, for headers
   */
  public LightServices(
      Storage storage,
      FramePixels pixels,
      MasterStore masters,
      HeaderRules headers,
      String version) {
    this.storage = storage;
    this.pixels = pixels;
    this.masters = masters;
    this.headers = headers;
    this.version = version;
  }

  public Storage storage() {
    return storage;
  }

  public FramePixels pixels() {
    return pixels;
  }

  public MasterStore masters() {
    return masters;
  }

  public HeaderRules headers() {
    return headers;
  }

  public String version() {
    return version;
  }

  /** Returns what is done to raw values of lights and masters alike. */
  public Preparation preparation() {
    return headers.preparation();
  }

  /**
   * Returns what the noise of a master follows from; null for none. Read once per section of a
   * master: a header far away costs as much as a light.
   *
   * @param master null for none
   */
  public MasterNoise noise(MasterReference master) throws IOException {
    if (master == null) {
      return null;
    }
    MasterNoise known = noises.get(master.pixels());
    if (known == null) {
      known = MasterNoise.read(storage, master);
      if (known != null) {
        noises.put(master.pixels(), known);
      }
    }
    return known;
  }
}

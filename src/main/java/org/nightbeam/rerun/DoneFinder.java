package org.nightbeam.rerun;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.nightbeam.calibrate.LightSettings;
import org.nightbeam.combine.CombineSettings;
import org.nightbeam.correction.Measurement;
import org.nightbeam.fits.FitsHeader;
import org.nightbeam.fits.FitsScanner;
import org.nightbeam.fits.checksum.DataSum;
import org.nightbeam.fits.checksum.RecordedSums;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.FrameType;
import org.nightbeam.master.store.MasterReference;
import org.nightbeam.plan.CalibratedName;
import org.nightbeam.plan.LightFrame;
import org.nightbeam.plan.MasterSpec;
import org.nightbeam.plan.Plan;
import org.nightbeam.storage.DaemonThreads;
import org.nightbeam.storage.FileStamp;
import org.nightbeam.storage.Storage;
import org.nightbeam.table.LightStatistics;

/**
 * Finds which products of a plan exist already, by the journal: those with the same recipe whose
 * file is the one that was written. A file that was touched since is read completely: if its pixels
 * and header are as written, it counts.
 */
public final class DoneFinder {
  /** Present state of the files of products. */
  public interface Stamps {
    /**
     * Returns the stamp of a product by its URI; null if it is not there, or nothing is known of
     * it.
     */
    FileStamp of(String uri) throws IOException;
  }

  private final Storage storage;
  private final Stamps stamps;
  private final String output;
  private final Journal journal;
  private final CombineSettings settings;
  private final LightSettings lights;
  private final boolean excludeMisfits;

  /**
   * @param stamps of the products
   * @param output folder of the products
   * @param excludeMisfits whether misfits are left out of masters
   */
  public DoneFinder(
      Storage storage,
      Stamps stamps,
      String output,
      Journal journal,
      CombineSettings settings,
      LightSettings lights,
      boolean excludeMisfits) {
    this.storage = storage;
    this.stamps = stamps;
    this.output = output;
    this.journal = journal;
    this.settings = settings;
    this.lights = lights;
    this.excludeMisfits = excludeMisfits;
  }

  /**
   * Looks at every product of a plan.
   *
   * @param library the masters that are no products, by id
   * @param onTouched takes the entries of products that were touched, as they are now
   */
  public Done find(
      Plan plan, Map<String, MasterReference> library, Consumer<Journal.Entry> onTouched)
      throws IOException {
    Map<String, MasterReference> known = new HashMap<>(library);
    List<Done.Master> masters = new ArrayList<>();
    Map<MasterSpec, List<Frame>> groups = plan.framesByMaster();
    for (FrameType stage :
        List.of(FrameType.BIAS, FrameType.DARK, FrameType.DARK_FLAT, FrameType.FLAT)) {
      List<Map.Entry<MasterSpec, List<Frame>>> ofStage =
          groups.entrySet().stream().filter(group -> group.getKey().type() == stage).toList();
      List<Done.Master> done =
          DaemonThreads.map(
              ofStage,
              DaemonThreads.FILES_AT_A_TIME,
              group -> master(group.getKey(), group.getValue(), known, onTouched));
      for (Done.Master master : done) {
        if (master != null) {
          masters.add(master);
          known.put(master.reference().id(), master.reference());
        }
      }
    }
    Map<LightFrame, String> names = CalibratedName.ofAll(plan.lights());
    Map<String, List<LightFrame>> products = new LinkedHashMap<>();
    names.forEach(
        (light, name) -> products.computeIfAbsent(name, n -> new ArrayList<>()).add(light));
    List<Done.Light> lights =
        DaemonThreads.map(
                products.entrySet(),
                DaemonThreads.FILES_AT_A_TIME,
                product -> lights(product.getValue(), product.getKey(), known, onTouched))
            .stream()
            .flatMap(List::stream)
            .toList();
    return new Done(masters, lights);
  }

  /** Returns all the lights of a product, or none: it is made as a whole. */
  private List<Done.Light> lights(
      List<LightFrame> lights,
      String name,
      Map<String, MasterReference> known,
      Consumer<Journal.Entry> onTouched) {
    List<Done.Light> done = new ArrayList<>();
    for (LightFrame light : lights) {
      Done.Light found = light(light, lights, name, known, onTouched);
      if (found == null) {
        return List.of();
      }
      done.add(found);
    }
    return done;
  }

  private Done.Master master(
      MasterSpec spec,
      List<Frame> frames,
      Map<String, MasterReference> known,
      Consumer<Journal.Entry> onTouched) {
    if (!hasAll(known, spec.biasId(), spec.darkId())
        || frames.stream().anyMatch(frame -> frame.stamp() == null)) {
      return null;
    }
    String recipe =
        Recipe.of(
            spec,
            frames,
            MasterReference.find(spec.biasId(), known::get),
            MasterReference.find(spec.darkId(), known::get),
            settings,
            lights.masterPlanes(),
            excludeMisfits);
    Journal.Entry entry = journal.get(spec.id(), recipe);
    if (entry == null
        || entry.product().isEmpty()
        || thatIsThere(entry, "NBHASH", onTouched) == null) {
      return null;
    }
    MasterReference reference =
        new MasterReference(
            spec.id(),
            spec.type(),
            output + "/" + entry.product(),
            entry.product(),
            spec.configuration().width(),
            spec.configuration().height(),
            entry.dataOffset(),
            entry.fingerprint());
    return new Done.Master(reference, spec.frames(), entry.refused(), entry.note());
  }

  private Done.Light light(
      LightFrame light,
      List<LightFrame> ofProduct,
      String name,
      Map<String, MasterReference> known,
      Consumer<Journal.Entry> onTouched) {
    if (light.frame().stamp() == null) {
      return null;
    }
    String id = CalibratedName.id(light.frame(), name);
    if (!hasAll(known, light.biasId(), light.darkId(), light.flatId())) {
      Journal.Entry last = journal.get(id);
      return last == null ? null : product(last, name, light, false, onTouched);
    }
    String recipe =
        Recipe.of(
            light,
            ofProduct,
            MasterReference.find(light.biasId(), known::get),
            MasterReference.find(light.darkId(), known::get),
            MasterReference.find(light.flatId(), known::get),
            lights);
    Journal.Entry entry = journal.get(id, recipe);
    if (entry == null || entry.raw() == null) {
      return null;
    }
    boolean same = entry.raw().is(light.frame());
    if (!entry.product().isEmpty()) {
      return product(entry, name, light, same, onTouched);
    }
    return same ? new Done.Light(name, entry, true) : null;
  }

  /** Returns the light of an entry if its product is there; null if not. */
  private Done.Light product(
      Journal.Entry entry,
      String name,
      LightFrame light,
      boolean certain,
      Consumer<Journal.Entry> onTouched) {
    boolean possible =
        !entry.product().isEmpty()
            && entry.raw() != null
            && (entry.raw().is(light.frame()) || entry.raw().mayBe(light.frame()))
            && hasMeasurements(name, light.frame(), entry.statistics());
    Journal.Entry there = possible ? thatIsThere(entry, "NBFPRINT", onTouched) : null;
    return there == null ? null : new Done.Light(there.product(), there, certain);
  }

  /**
   * Returns whether the measurements exist too: they are written before the product gets its name.
   */
  private boolean hasMeasurements(String name, Frame frame, LightStatistics known) {
    try {
      for (Measurement measurement : lights.measurements()) {
        String file = measurement.file(name, frame);
        if (!measurement.isIn(known) || file != null && stamps.of(output + "/" + file) == null) {
          return false;
        }
      }
      return true;
    } catch (IOException notKnown) {
      return false; // and is made again
    }
  }

  private static boolean hasAll(Map<String, MasterReference> known, String... ids) {
    for (String id : ids) {
      if (id != null && MasterReference.find(id, known::get) == null) {
        return false;
      }
    }
    return true;
  }

  /** Returns the entry, as it is now, of a product that is what was written; null if it is not. */
  private Journal.Entry thatIsThere(
      Journal.Entry entry, String fingerprint, Consumer<Journal.Entry> onTouched) {
    String uri = output + "/" + entry.product();
    try {
      FileStamp now = stamps.of(uri);
      if (now == null || entry.stamp() != null && now.size() != entry.stamp().size()) {
        return null;
      }
      if (now.equals(entry.stamp())) {
        return entry;
      }
      if (!isWhatWasWritten(uri, entry, fingerprint)) {
        return null;
      }
      Journal.Entry touched = entry.restamped(now);
      onTouched.accept(touched);
      return touched;
    } catch (IOException goneOrDamaged) {
      return null; // and is made again
    }
  }

  private static boolean hasHeader(
      SeekableByteChannel product, Journal.Entry entry, String fingerprint) throws IOException {
    FitsHeader header = FitsScanner.primary(product);
    RecordedSums recorded = RecordedSums.of(header);
    return header.text(fingerprint).orElse("").equals(entry.fingerprint())
        && recorded != null
        && recorded.dataSum() != null
        && recorded.mismatch(recorded.dataSum()).isEmpty();
  }

  private boolean isWhatWasWritten(String uri, Journal.Entry entry, String fingerprint)
      throws IOException {
    try (SeekableByteChannel channel = storage.open(uri)) {
      // The sum of a compressed one is of the whole file.
      if (entry.dataOffset() > 0 && !hasHeader(channel, entry, fingerprint)) {
        return false;
      }
      return DataSum.of(channel, entry.dataOffset()) == entry.sum();
    }
  }
}

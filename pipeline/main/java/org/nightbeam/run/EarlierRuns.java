package org.nightbeam.run;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nightbeam.frame.Frame;
import org.nightbeam.master.LibraryMaster;
import org.nightbeam.master.store.MasterReference;
import org.nightbeam.options.ProgramOptions;
import org.nightbeam.options.UsageException;
import org.nightbeam.plan.CalibratedName;
import org.nightbeam.plan.Plan;
import org.nightbeam.rerun.Done;
import org.nightbeam.rerun.DoneFinder;
import org.nightbeam.rerun.Journal;
import org.nightbeam.storage.LocalStorage;
import org.nightbeam.storage.Storage;
import org.nightbeam.table.FrameRow;
import org.nightbeam.transforms.storage.BeamStorage;
import org.nightbeam.transforms.work.JournalFile;
import org.nightbeam.transforms.work.RunSettings;

/** What earlier runs to the same output have done that this one need not do again. */
public final class EarlierRuns {
  private final HeaderScan scan;
  private final Map<String, MasterReference> library = new HashMap<>();
  private final List<String> products = new ArrayList<>();
  private final Done done;

  private EarlierRuns(
      HeaderScan scan,
      GivenMasters earlier,
      RunSettings run,
      Storage storage,
      Journal journal,
      JournalFile file,
      EarlierRows rows)
      throws IOException, UsageException {
    this.scan = scan;
    for (LibraryMaster master : earlier.masters().masters()) {
      library.put(master.spec().id(), master.reference());
    }
    List<Journal.Entry> touched = Collections.synchronizedList(new ArrayList<>());
    done =
        new DoneFinder(
                storage,
                file.stamps(),
                run.output(),
                journal,
                run.combine(),
                run.lights(),
                run.excludeMisfits())
            .find(scan.plan(), library, touched::add);
    file.add(touched);
    for (Journal.Entry entry : journal.entries()) {
      if (!entry.source().isEmpty() && !entry.product().isEmpty()) {
        products.add(entry.product());
      }
    }
    refuseOthersProducts(journal, rows, run.output());
  }

  /**
   * Refuses to write over products of other frames that are there still, or have been moved away
   * while their rows stay: two nights whose files have the same names need two outputs.
   */
  private void refuseOthersProducts(Journal journal, EarlierRows rows, String output)
      throws UsageException {
    List<String> clashes = new ArrayList<>();
    CalibratedName.ofAll(scan.plan().lights())
        .forEach(
            (light, name) -> {
              Journal.Entry entry = journal.get(CalibratedName.id(light.frame(), name));
              if (entry != null
                  && !entry.product().isEmpty()
                  && !entry.source().equals(light.frame().uri())
                  && (BeamStorage.isLocal(entry.source())
                          && Files.exists(LocalStorage.path(entry.source()))
                      || isOfAnother(light.frame(), rows.source(entry.product())))) {
                clashes.add(name + " is of " + entry.source());
              }
            });
    if (!clashes.isEmpty()) {
      throw new UsageException(
          String.format(
              "--output=%s: %s%s, and would be replaced; choose another --output, name a"
                  + " folder above as --input, or add --force",
              output,
              clashes.get(0),
              clashes.size() == 1 ? "" : " (and " + (clashes.size() - 1) + " more such products)"));
    }
  }

  /** Returns whether a product is of another frame, and not of this one at another place. */
  private static boolean isOfAnother(Frame frame, EarlierRows.Source source) {
    return source != null
        && !source.uri().equals(frame.uri())
        && !(frame.time() != null && source.time().equals(frame.time().toString()));
  }

  /**
   * Returns the paths of the calibrated frames that were there before this run, below the output.
   */
  List<String> products() {
    return products;
  }

  /**
   * Looks for them.
   *
   * @param known the frames, where their headers are read already; null if not
   * @param rows of earlier runs that stay in the table
   * @param warnings receives what a person should know of the journal
   * @return null if there are none
   */
  static EarlierRuns find(
      ProgramOptions options,
      RunSettings run,
      BeamStorage storage,
      GivenMasters library,
      KnownFrames known,
      EarlierRows rows,
      List<String> warnings)
      throws UsageException, IOException {
    JournalFile file = new JournalFile(storage, run);
    if (options.getForce()) {
      file.delete();
      return null;
    }
    file.removeTornLine();
    Journal journal = file.read();
    if (journal.damaged() > 0) {
      warnings.add(
          String.format(
              "%d line%s of the journal of earlier runs cannot be read: the products they"
                  + " described are made again",
              journal.damaged(), journal.damaged() == 1 ? "" : "s"));
    }
    return journal.entries().isEmpty()
        ? null
        : new EarlierRuns(
            known != null ? known.scan() : HeaderScan.of(options, storage, library),
            library,
            run,
            storage,
            journal,
            file,
            rows);
  }

  /**
   * Returns what of a plan is up to date in the output. Nothing is written.
   *
   * @param library masters that are given
   */
  public static Done upToDate(
      RunSettings run, BeamStorage storage, GivenMasters library, HeaderScan scan)
      throws IOException {
    JournalFile file = new JournalFile(storage, run);
    Journal journal = file.read();
    if (journal.entries().isEmpty()) {
      return Done.NOTHING;
    }
    Map<String, MasterReference> references = new HashMap<>();
    for (LibraryMaster master : library.masters().masters()) {
      references.put(master.spec().id(), master.reference());
    }
    return new DoneFinder(
            storage,
            file.stamps(),
            run.output(),
            journal,
            run.combine(),
            run.lights(),
            run.excludeMisfits())
        .find(scan.plan(), references, entry -> {});
  }

  HeaderScan scan() {
    return scan;
  }

  Done done() {
    return done;
  }

  /** Returns whether nothing is left to do. */
  boolean haveDoneAll() {
    Plan plan = scan.plan();
    return done.masters().size() == plan.framesByMaster().size()
        && done.lights().size() == plan.lights().size()
        && done.lights().stream().allMatch(Done.Light::certain);
  }

  /** Returns the table of frames, where nothing is left to do. */
  List<FrameRow> rows() {
    Plan plan = scan.plan();
    Map<String, Done.Master> masters = new HashMap<>();
    Map<String, MasterReference> references = new HashMap<>(library);
    for (Done.Master master : done.masters()) {
      masters.put(master.reference().id(), master);
      references.put(master.reference().id(), master.reference());
    }
    List<FrameRow> rows = new ArrayList<>(plan.rows());
    rows.addAll(scan.rejected());
    plan.framesByMaster()
        .forEach(
            (spec, frames) ->
                rows.addAll(
                    masters
                        .get(spec.id())
                        .rows(
                            spec,
                            frames,
                            path(references, spec.biasId()),
                            path(references, spec.darkId()))));
    Map<String, Done.Light> lights = new HashMap<>();
    done.lights().forEach(light -> lights.put(light.id(), light));
    CalibratedName.ofAll(plan.lights())
        .forEach(
            (light, name) ->
                rows.add(
                    lights
                        .get(CalibratedName.id(light.frame(), name))
                        .row(
                            light,
                            path(references, light.biasId()),
                            path(references, light.darkId()),
                            path(references, light.flatId()))));
    rows.sort(FrameRow.ORDER);
    return rows;
  }

  private static String path(Map<String, MasterReference> references, String id) {
    return id == null ? null : MasterReference.find(id, references::get).path();
  }
}

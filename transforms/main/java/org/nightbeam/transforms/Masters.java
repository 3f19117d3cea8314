package org.nightbeam.transforms;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nightbeam.master.store.MasterReference;
import org.nightbeam.plan.MasterSection;
import org.nightbeam.transforms.work.MasterOutcome;

/** The masters that a stage may use, from its side inputs. */
public final class Masters {
  private final Map<String, MasterOutcome> outcomes = new HashMap<>();

  /** Adds a master. */
  void add(MasterOutcome outcome) {
    outcomes.put(outcome.id(), outcome);
  }

  /**
   * Returns the reference of a master; null for a null id.
   *
   * @throws MissingMasterException if the master could not be made
   */
  public MasterReference get(String id) throws MissingMasterException {
    if (id == null) {
      return null;
    }
    MasterOutcome outcome = outcomes.get(MasterSection.of(id).masterId());
    if (outcome == null) {
      throw new IllegalStateException("no stage before this one has made master " + id);
    }
    if (outcome.reference() == null) {
      throw new MissingMasterException(id, outcome.failure());
    }
    return find(id);
  }

  private MasterReference find(String id) {
    return MasterReference.find(id, whole -> outcomes.get(whole).reference());
  }

  /** Returns the darks that could be made, in order of their ids. */
  public List<MasterReference> darks() {
    return outcomes.values().stream()
        .map(MasterOutcome::reference)
        .filter(master -> master != null && master.type().isDark())
        .sorted(Comparator.comparing(MasterReference::id))
        .toList();
  }

  /** Returns whether all of some masters are there; a null id asks for none. */
  public boolean haveAll(String... ids) {
    for (String id : ids) {
      if (id != null && !outcomes.containsKey(MasterSection.of(id).masterId())) {
        return false;
      }
    }
    return true;
  }

  /** Returns the path of a master that is there, in the table of frames; null for a null id. */
  public String path(String id) {
    return path(find(id));
  }

  /** Returns a master's path in the table of frames; null for none. */
  public static String path(MasterReference master) {
    return master == null ? null : master.path();
  }

  /** A planned master could not be made. */
  public static final class MissingMasterException extends Exception {
    private static final long serialVersionUID = 1L;

    MissingMasterException(String id, String why) {
      // What a master of an earlier stage lacks is the cause for all that need it.
      super(why.startsWith("master ") ? why : "master " + id + " could not be made: " + why);
    }
  }
}

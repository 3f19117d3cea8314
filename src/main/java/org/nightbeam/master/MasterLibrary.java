package org.nightbeam.master;

import java.util.List;
import org.nightbeam.plan.MasterSpec;

/**
 * Masters of earlier runs that a run may use.
 *
 * @param masters in order of their places
 */
public record MasterLibrary(List<LibraryMaster> masters) {
  /** No masters. */
  public static final MasterLibrary EMPTY = new MasterLibrary(List.of());

  /** Returns the specifications by which they are matched. */
  public List<MasterSpec> specs() {
    return masters.stream().map(LibraryMaster::spec).toList();
  }
}

package org.nightbeam.header.dialect;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.nightbeam.fits.FitsHeader;

/**
 * Index by keyword of everything that is looked for in headers. A dialect has about a thousand
 * keywords and a header about thirty cards, so the cards are gone through, once.
 */
final class KeywordIndex<T> {
  private final List<T> all = new ArrayList<>();

  /** Places in the list, by keyword. */
  private final Map<String, List<Integer>> places = new HashMap<>();

  /** Adds something that a header may have if it has one of some keywords. */
  void add(T what, Collection<String> keywords) {
    for (String keyword : Set.copyOf(keywords)) {
      places.computeIfAbsent(keyword, none -> new ArrayList<>(1)).add(all.size());
    }
    all.add(what);
  }

  /**
   * Returns what a header has a keyword of, in the order in which it was added.
   *
   * @param found receives each keyword of the header by which something is looked for
   */
  List<T> in(FitsHeader header, Consumer<String> found) {
    BitSet there = new BitSet(all.size());
    for (String keyword : header.keywords()) {
      List<Integer> some = places.get(keyword);
      if (some != null) {
        found.accept(keyword);
        for (int place : some) {
          there.set(place);
        }
      }
    }
    List<T> inOrder = new ArrayList<>();
    for (int i = there.nextSetBit(0); i >= 0; i = there.nextSetBit(i + 1)) {
      inOrder.add(all.get(i));
    }
    return inOrder;
  }
}

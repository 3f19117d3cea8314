package org.nightbeam.plan;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Masters that differ in night and, darks within some degrees, in temperature, but fulfil or fail
 * every other criterion together. They are looked at from the nearest night outwards, so that the
 * cost of a search does not grow with the number of nights.
 */
final class MasterShelf {
  private final List<MasterSpec> dated = new ArrayList<>();
  private final List<MasterSpec> undated = new ArrayList<>();
  private final NavigableMap<LocalDate, List<MasterSpec>> byNight = new TreeMap<>();
  private final NavigableSet<Double> temperatures = new TreeSet<>();

  /** Returns what the masters of a shelf have in common: one value for each criterion. */
  static List<Object> label(MasterSpec master, MatchingRules rules) {
    List<Object> label = new ArrayList<>();
    label.add(master.type());
    label.add(master.processing().isMaster()); // more may be unknown of one of other software
    for (Criterion criterion : Criterion.values()) {
      label.add(criterion.appliesTo(master.type(), rules) ? criterion.shelf(master, rules) : "");
    }
    return label;
  }

  /**
   * @param masters at least one
   */
  MasterShelf(List<MasterSpec> masters) {
    for (MasterSpec master : masters) {
      if (master.night() == null) {
        undated.add(master);
      } else {
        dated.add(master);
        byNight.computeIfAbsent(master.night(), night -> new ArrayList<>()).add(master);
      }
      temperatures.add(master.temperature());
    }
    Comparator<MasterSpec> byId = Comparator.comparing(MasterSpec::id);
    undated.sort(byId);
    dated.sort(byId);
    byNight.values().forEach(night -> night.sort(byId));
  }

  /** Returns a shelf of something made of each of its masters. */
  MasterShelf of(UnaryOperator<MasterSpec> made) {
    return new MasterShelf(Stream.concat(dated.stream(), undated.stream()).map(made).toList());
  }

  /** Returns one of the masters. */
  MasterSpec any() {
    return undated.isEmpty() ? dated.get(0) : undated.get(0);
  }

  /** Returns the number of masters. */
  int size() {
    return dated.size() + undated.size();
  }

  /** Returns whether some master agrees in temperature. */
  boolean hasTemperature(Wanted wanted, MatchingRules rules) {
    if (!any().type().isDark()) {
      return true;
    }
    Double below = temperatures.floor(wanted.temperature());
    Double above = temperatures.ceiling(wanted.temperature());
    return below != null && Criterion.agreeInTemperature(below, wanted.temperature(), rules)
        || above != null && Criterion.agreeInTemperature(above, wanted.temperature(), rules);
  }

  /**
   * Returns all masters by their distance from a night, the nearest first; those of one distance,
   * in order of id, come together.
   *
   * @param night null if not known: then those whose night is not known are nearest
   */
  Iterator<List<MasterSpec>> outwards(LocalDate night) {
    return night == null ? List.of(undated, dated).iterator() : new Outwards(night);
  }

  private final class Outwards implements Iterator<List<MasterSpec>> {
    private final LocalDate night;
    private final Iterator<Map.Entry<LocalDate, List<MasterSpec>>> backwards;
    private final Iterator<Map.Entry<LocalDate, List<MasterSpec>>> forwards;
    private Map.Entry<LocalDate, List<MasterSpec>> earlier;
    private Map.Entry<LocalDate, List<MasterSpec>> later;
    private boolean undatedLeft = true;

    Outwards(LocalDate night) {
      this.night = night;
      backwards = byNight.headMap(night, true).descendingMap().entrySet().iterator();
      forwards = byNight.tailMap(night, false).entrySet().iterator();
      earlier = nextOf(backwards);
      later = nextOf(forwards);
    }

    @Override
    public boolean hasNext() {
      return earlier != null || later != null || undatedLeft;
    }

    @Override
    public List<MasterSpec> next() {
      if (earlier == null && later == null) {
        if (!undatedLeft) {
          throw new NoSuchElementException();
        }
        undatedLeft = false;
        return undated;
      }
      long before = earlier == null ? Long.MAX_VALUE : Criterion.nights(earlier.getKey(), night);
      long after = later == null ? Long.MAX_VALUE : Criterion.nights(later.getKey(), night);
      List<MasterSpec> nearest = new ArrayList<>();
      if (before <= after) {
        nearest.addAll(earlier.getValue());
        earlier = nextOf(backwards);
      }
      if (after <= before) {
        nearest.addAll(later.getValue());
        later = nextOf(forwards);
      }
      if (before == after) {
        nearest.sort(Comparator.comparing(MasterSpec::id));
      }
      return nearest;
    }

    private static <T> T nextOf(Iterator<T> iterator) {
      return iterator.hasNext() ? iterator.next() : null;
    }
  }
}

package org.nightbeam.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.nightbeam.frame.CameraConfiguration;
import org.nightbeam.frame.FrameType;
import org.nightbeam.frame.Setup;

/**
 * The masters of a plan, kept so that a search looks at a few of them, however many nights there
 * are, and finds what a look at all of them would.
 */
final class MasterShelves {
  private final Map<FrameType, List<MasterShelf>> byType = new EnumMap<>(FrameType.class);
  private final Map<CameraConfiguration, List<MasterShelf>> byConfiguration = new HashMap<>();
  private final Map<CameraConfiguration, List<MasterShelf>> sections = new HashMap<>();
  private final List<MasterSpec> foreign;
  private final Set<String> folders = new HashSet<>();
  private final MatchingRules rules;
  private final Criteria criteria;

  MasterShelves(List<MasterSpec> masters, MatchingRules rules) {
    this.rules = rules;
    this.criteria = new Criteria(rules);
    this.foreign = masters.stream().filter(master -> master.processing().isMaster()).toList();
    Map<List<Object>, List<MasterSpec>> alike = new LinkedHashMap<>();
    for (MasterSpec master : masters) {
      alike
          .computeIfAbsent(MasterShelf.label(master, rules), label -> new ArrayList<>())
          .add(master);
      String folder = new Setup(master.configuration().setup()).folder();
      if (!folder.isEmpty()) {
        folders.add(folder);
      }
    }
    for (List<MasterSpec> same : alike.values()) {
      MasterShelf shelf = new MasterShelf(same);
      byType.computeIfAbsent(shelf.any().type(), type -> new ArrayList<>()).add(shelf);
      byConfiguration
          .computeIfAbsent(rules.key(shelf.any().configuration()), camera -> new ArrayList<>())
          .add(shelf);
    }
  }

  /** Returns whether there are masters of a type. */
  boolean has(FrameType type) {
    return byType.containsKey(type);
  }

  /** Returns the number of masters of a type. */
  int count(FrameType type) {
    return shelves(type).stream().mapToInt(MasterShelf::size).sum();
  }

  /** Returns the names of the cameras that there are masters of a type of, in their order. */
  List<String> cameras(FrameType type) {
    return shelves(type).stream()
        .map(shelf -> shelf.any().configuration().camera())
        .distinct()
        .sorted()
        .toList();
  }

  /** Returns the folders of flats of which nothing says the filter. */
  Set<String> folders() {
    return folders;
  }

  private List<MasterShelf> shelves(FrameType type) {
    return byType.getOrDefault(type, List.of());
  }

  /** Returns the best master of a type; null for none. */
  MasterSpec best(FrameType type, Wanted wanted) {
    Optional<MasterSpec> exact =
        best(
            type,
            wanted,
            byConfiguration.getOrDefault(rules.key(wanted.configuration()), List.of()));
    if (exact.isPresent() && unknowns(exact.get(), wanted) == 0) {
      return exact.get(); // no other can come before it
    }
    return Stream.of(
            exact,
            best(type, wanted, sectionsFor(wanted.configuration())),
            withUnknowns(type, wanted))
        .flatMap(Optional::stream)
        .min(order(wanted))
        .orElse(null);
  }

  /** Returns whether a master of a type that is of several frames would serve too. */
  boolean hasOfSeveralFrames(FrameType type, Wanted wanted) {
    return byConfiguration.getOrDefault(rules.key(wanted.configuration()), List.of()).stream()
        .filter(shelf -> shelf.any().type() == type)
        .anyMatch(shelf -> !best(shelf, wanted, master -> master.frames() > 1).isEmpty());
  }

  /** Orders masters without a failure: those of other software by what is not known of them. */
  private Comparator<MasterSpec> order(Wanted wanted) {
    return Comparator.comparing((MasterSpec master) -> unknowns(master, wanted))
        .thenComparing(criteria.preference(wanted));
  }

  /** Returns what is not known of a master of other software; 0 for one of Nightbeam's own. */
  private int unknowns(MasterSpec master, Wanted wanted) {
    return master.processing().isMaster() ? criteria.unknowns(master, wanted).size() : 0;
  }

  private Optional<MasterSpec> best(FrameType type, Wanted wanted, List<MasterShelf> among) {
    return among.stream()
        .filter(shelf -> shelf.any().type() == type)
        .flatMap(shelf -> best(shelf, wanted, any -> true).stream())
        .min(order(wanted));
  }

  /** Returns the masters of larger frames, cut to those of a window of the chip that they hold. */
  private List<MasterShelf> sectionsFor(CameraConfiguration window) {
    return sections.computeIfAbsent(
        window,
        any ->
            byType.values().stream()
                .flatMap(List::stream)
                .filter(shelf -> shelf.any().sectionFor(window) != null)
                .map(shelf -> shelf.of(master -> master.sectionFor(window)))
                .toList());
  }

  /**
   * Returns the best master of other software that fails nothing that is known on both sides: one
   * with few unknowns before others. There are few such masters, so all are looked at.
   */
  private Optional<MasterSpec> withUnknowns(FrameType type, Wanted wanted) {
    return foreign.stream()
        .filter(master -> master.type() == type)
        .map(master -> master.orSectionFor(wanted.configuration()))
        .filter(master -> criteria.failures(master, wanted).isEmpty())
        .min(order(wanted));
  }

  /**
   * Returns the masters of the nearest night of a shelf that has some that fail nothing.
   *
   * @param such which masters are looked for
   */
  private List<MasterSpec> best(MasterShelf shelf, Wanted wanted, Predicate<MasterSpec> such) {
    if (!criteria.agreesOtherwise(shelf, wanted) || !shelf.hasTemperature(wanted, rules)) {
      return List.of();
    }
    Iterator<List<MasterSpec>> nights = shelf.outwards(wanted.night());
    while (nights.hasNext()) {
      List<MasterSpec> night = nights.next();
      if (night.stream().anyMatch(master -> !Criterion.isNear(master, wanted, rules))) {
        break; // and all that follow are further away
      }
      List<MasterSpec> fit =
          night.stream()
              .filter(master -> criteria.agreesInTemperature(master, wanted))
              .filter(master -> Criterion.isOnItsSide(master, wanted, rules))
              .filter(such)
              .toList();
      if (!fit.isEmpty()) {
        return fit;
      }
    }
    return List.of();
  }

  /**
   * Returns the masters of a type that come nearest to what is wanted, the nearest first.
   *
   * @param most how many at most
   */
  List<MasterSpec> nearest(FrameType type, Wanted wanted, int most) {
    return Stream.concat(
            shelves(type).stream().flatMap(shelf -> nearest(shelf, wanted, most).stream()),
            foreign.stream().filter(master -> master.type() == type))
        .distinct()
        .map(master -> master.orSectionFor(wanted.configuration()))
        .sorted(criteria.nearness(wanted))
        .limit(most)
        .toList();
  }

  /**
   * Returns masters of a shelf among which are the nearest of it. The further away, the more fails:
   * after enough that agree in temperature and direction no other can be nearer; nor, where none
   * agrees, after any that are enough.
   */
  private List<MasterSpec> nearest(MasterShelf shelf, Wanted wanted, int most) {
    List<List<MasterSpec>> byFailures =
        List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    boolean someMayAgree =
        shelf.hasTemperature(wanted, rules)
            || rules.masterNights() != MatchingRules.MasterNights.ANY;
    int enough = someMayAgree ? most : 0;
    int found = 0;
    Iterator<List<MasterSpec>> nights = shelf.outwards(wanted.night());
    while (nights.hasNext() && !(byFailures.get(0).size() >= enough && found >= most)) {
      for (MasterSpec master : nights.next()) {
        int failures =
            (criteria.agreesInTemperature(master, wanted) ? 0 : 1)
                + (Criterion.isOnItsSide(master, wanted, rules) ? 0 : 1);
        if (byFailures.get(failures).size() < most) {
          byFailures.get(failures).add(master);
          found++;
        }
      }
    }
    return byFailures.stream().flatMap(List::stream).toList();
  }
}

package org.nightbeam.frame;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Records the look-ups in a header, fact by fact. */
public final class FactRecord implements FactTrace {
  private final Map<Fact, FactOrigin> origins = new EnumMap<>(Fact.class);

  @Override
  public void looked(Fact fact, String keyword, String value, boolean used) {
    FactOrigin origin =
        origins.computeIfAbsent(
            fact, f -> new FactOrigin(f, new ArrayList<>(), new ArrayList<>(), new ArrayList<>()));
    if (value == null) {
      addOnce(origin.absent(), keyword);
      return;
    }
    FactOrigin.Card card = new FactOrigin.Card(keyword, value);
    if (used) {
      addOnce(origin.used(), card);
      origin.passedOver().remove(card);
    } else if (!origin.used().contains(card)) {
      addOnce(origin.passedOver(), card);
    }
  }

  /** A fact may be looked up twice, as text and as a number. */
  private static <T> void addOnce(List<T> list, T element) {
    if (!list.contains(element)) {
      list.add(element);
    }
  }

  /** Returns the origins of facts in the order of {@link Fact}. */
  public List<FactOrigin> origins() {
    return List.copyOf(origins.values());
  }
}

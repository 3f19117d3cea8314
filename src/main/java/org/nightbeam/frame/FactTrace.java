package org.nightbeam.frame;

/** Listens to every keyword look-up for a fact, for {@code explain} to show. */
@FunctionalInterface
public interface FactTrace {
  /** Nobody listens. */
  FactTrace NONE = (fact, keyword, value, used) -> {};

  /**
   * Called for a keyword that was looked up.
   *
   * @param fact what was looked for
   * @param keyword where
   * @param value what stands there; null if the header has no such card, or no value in it
   * @param used whether the fact was taken from it
   */
  void looked(Fact fact, String keyword, String value, boolean used);
}

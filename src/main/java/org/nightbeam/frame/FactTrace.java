package org.nightbeam.frame;

/** Told of every keyword that is looked at for a fact: what {@code explain} shows. */
@FunctionalInterface
public interface FactTrace {
  /** Nobody listens. */
  FactTrace NONE = (fact, keyword, value, used) -> {};

  /**
   * Is told of a keyword that was looked at.
   *
   * @param fact what was looked for
   * @param keyword where
   * @param value what stands there; null if the header has no such card, or no value in it
   * @param used whether the fact was taken from it
   */
  void looked(Fact fact, String keyword, String value, boolean used);
}

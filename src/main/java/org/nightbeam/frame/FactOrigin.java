package org.nightbeam.frame;

import java.util.List;

/**
 * Origin of a fact about a frame.
 *
 * @param fact the fact
 * @param used the cards that it was taken from; none if the header does not say it
 * @param passedOver cards that were looked at and have a value that could not be used, or that an
 *     earlier one made needless
 * @param absent keywords that the header does not have
 */
public record FactOrigin(Fact fact, List<Card> used, List<Card> passedOver, List<String> absent) {

  /**
   * A card of a header.
   *
   * @param keyword its keyword
   * @param value its value, without quotes
   */
  public record Card(String keyword, String value) {
    @Override
    public String toString() {
      return keyword + " = " + value;
    }
  }
}

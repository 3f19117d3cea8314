package org.nightbeam.master.store;

/**
 * Sums over the pixels of an image, one for each channel of a 2 x 2 pattern, by row and column from
 * the first pixel. NaN where a pixel has no valid value.
 *
 * @param evenEven over pixels in even rows and even columns
 * @param evenOdd over pixels in even rows and odd columns
 * @param oddEven over pixels in odd rows and even columns
 * @param oddOdd over pixels in odd rows and odd columns
 */
public record ChannelSums(double evenEven, double evenOdd, double oddEven, double oddOdd) {
  public static final ChannelSums NONE = new ChannelSums(0, 0, 0, 0);

  /** Returns these sums plus others times a factor. */
  public ChannelSums plus(double factor, ChannelSums others) {
    return new ChannelSums(
        evenEven + factor * others.evenEven,
        evenOdd + factor * others.evenOdd,
        oddEven + factor * others.oddEven,
        oddOdd + factor * others.oddOdd);
  }

  /** Returns the sum over all pixels. */
  public double total() {
    return evenEven + evenOdd + oddEven + oddOdd;
  }

  /** Returns whether every pixel has a valid value. */
  public boolean areComplete() {
    return Double.isFinite(total());
  }
}

package org.nightbeam.registration;

/**
 * Expected number of transforms that would agree as well with unrelated stars: the number of
 * possible transforms, times the probability that one of them agrees so well by chance. Below one,
 * it is a bound of the probability of a false alarm.
 *
 * <p>A transform is settled by two pairs of stars; each further star finds a partner by chance with
 * the probability p that there is one near the place it is sent to. The probability that k of n do
 * is bounded by {@code exp(-n D(k/n, p))}, D being the relative entropy; it holds for probabilities
 * that differ from star to star too, p then being their mean.
 *
 * <p>Sources: A. Desolneux, L. Moisan and J.-M. Morel, From Gestalt Theory to Image Analysis, 2008
 * (the number of false alarms); W. Hoeffding, J. Am. Stat. Assoc. 58, 13 (1963), theorem 1.
 */
final class ChanceAgreement {
  /** Pairs of stars that settle a transform. */
  static final int SETTLING = 2;

  private ChanceAgreement() {}

  /**
   * Returns the decimal logarithm of the number of transforms that two pairs of stars may settle.
   *
   * @param of stars of one frame
   * @param among stars of the other
   * @param ways in how many ways each is looked at
   */
  static double logTransforms(int of, int among, int ways) {
    double pairs = 0.5 * of * (of - 1);
    double orderedPairs = (double) among * (among - 1);
    return Math.log10(Math.max(1, pairs * orderedPairs * 2 * ways)); // mirrored ones, too
  }

  /**
   * Returns the decimal logarithm of the bound of the probability that so many stars have a
   * partner.
   *
   * @param stars that were sent to a place where they might have one
   * @param partners of them have one, with the pairs that settled the transform
   * @param probability of one to have one by chance
   */
  static double logProbability(int stars, int partners, double probability) {
    int n = stars - SETTLING;
    int k = partners - SETTLING;
    if (n <= 0 || k <= n * probability) {
      return 0;
    }
    double part = (double) k / n;
    double entropy = part * Math.log(part / probability);
    if (k < n) {
      entropy += (1 - part) * Math.log((1 - part) / (1 - probability));
    }
    return -n * entropy / Math.log(10);
  }
}

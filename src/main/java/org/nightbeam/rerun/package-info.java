/**
 * What of an earlier run need not be done again: a journal of its products, each with what shaped
 * it, and the comparison with what a new run would do.
 */
package org.nightbeam.rerun;

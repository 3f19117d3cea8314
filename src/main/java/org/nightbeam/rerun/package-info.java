/**
 * What a run need not do again: a journal of the products of earlier runs, each with the options
 * and inputs that shaped it, and the comparison with what the new run would do. Start with {@link
 * org.nightbeam.rerun.DoneFinder}. It decides, and makes nothing itself.
 */
package org.nightbeam.rerun;

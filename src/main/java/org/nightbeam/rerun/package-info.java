/**
 * What a run need not do again: a journal of the products of earlier runs, each with the options
 * and inputs that determined it, and their comparison with the plan of a new run. Start with {@link
 * org.nightbeam.rerun.DoneFinder}. It decides, and makes nothing itself.
 */
package org.nightbeam.rerun;

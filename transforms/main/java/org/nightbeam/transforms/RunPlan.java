package org.nightbeam.transforms;

import org.nightbeam.master.MasterLibrary;
import org.nightbeam.plan.MasterPlan;
import org.nightbeam.rerun.Done;

/**
 * What a run is going to make, and what is there already.
 *
 * @param masters all masters that were proposed, and what becomes of each
 * @param library masters of earlier runs that were given
 * @param done products of this plan that are up to date
 */
public record RunPlan(MasterPlan masters, MasterLibrary library, Done done) {}

package org.nightbeam.calibrate;

import org.nightbeam.master.store.MasterReference;
import org.nightbeam.plan.LightFrame;

/**
 * A light and its masters.
 *
 * @param light the frame
 * @param bias null if the step is left out
 * @param dark null if the step is left out
 * @param flat null if the step is left out
 * @param picture URI of its preview; null for none
 */
public record MatchedLight(
    LightFrame light,
    MasterReference bias,
    MasterReference dark,
    MasterReference flat,
    String picture) {}

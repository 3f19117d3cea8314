package org.nightbeam.correction;

import org.nightbeam.master.store.MasterReference;
import org.nightbeam.plan.LightFrame;

/**
 * A light, its masters, and where its product goes.
 *
 * @param light the frame
 * @param bias null if the step is left out
 * @param dark null if the step is left out
 * @param flat null if the step is left out
 * @param product URI of the calibrated frame, which the images of one file share
 * @param picture URI of its preview; null for none
 * @param catalogue URI of the catalogue of its sources, if there is to be one
 */
public record MatchedLight(
    LightFrame light,
    MasterReference bias,
    MasterReference dark,
    MasterReference flat,
    String product,
    String picture,
    String catalogue) {}

package org.nightbeam.correction;

import org.nightbeam.master.store.MasterReference;
import org.nightbeam.plan.LightFrame;
import org.nightbeam.preview.LightPicture;

/**
 * A light, its masters, and where its product goes.
 *
 * @param light the frame
 * @param bias null if the step is left out
 * @param dark null if the step is left out
 * @param flat null if the step is left out
 * @param output URI of the folder of all products
 * @param name path of the product below the output, before compression
 * @param product URI of the calibrated frame, which the images of one file share
 * @param picture its preview; null for none
 */
public record MatchedLight(
    LightFrame light,
    MasterReference bias,
    MasterReference dark,
    MasterReference flat,
    String output,
    String name,
    String product,
    LightPicture picture) {}

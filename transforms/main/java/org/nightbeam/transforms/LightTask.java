package org.nightbeam.transforms;

import org.nightbeam.plan.LightFrame;

/**
 * A light frame to be calibrated.
 *
 * @param light the frame and its masters
 * @param output path of the calibrated frame below the output
 */
public record LightTask(LightFrame light, String output) {}

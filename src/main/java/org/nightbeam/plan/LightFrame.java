package org.nightbeam.plan;

import org.nightbeam.frame.Frame;

/**
 * A light frame with the masters that it will be calibrated with.
 *
 * @param frame the frame
 * @param biasId the master bias; null if the step is left out
 * @param darkId the master dark; null if the step is left out
 * @param flatId the master flat; null if the step is left out
 * @param remark what a person should know: steps left out, a dark that is scaled up; null if
 *     nothing
 */
public record LightFrame(Frame frame, String biasId, String darkId, String flatId, String remark) {}

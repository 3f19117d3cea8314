package org.nightbeam.plan;

import java.util.List;

/**
 * What is to be done with the frames of a run. Every frame is in exactly one of the lists.
 *
 * @param calibration the frames that go into masters
 * @param lights the light frames that will be calibrated
 * @param masters the masters that will be made, and those that cannot be
 * @param rows the frames of which nothing will be made, with the reason
 */
public record Plan(
    List<CalibrationFrame> calibration,
    List<LightFrame> lights,
    MasterPlan masters,
    List<FrameRow> rows) {}

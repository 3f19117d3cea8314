package org.nightbeam.plan;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.nightbeam.frame.Frame;
import org.nightbeam.table.FrameRow;

/**
 * Plan for the frames of a run. Every frame is in exactly one of the lists.
 *
 * @param calibration the frames that go into masters, those of one in {@link Frame#ORDER}
 * @param lights the light frames that will be calibrated
 * @param masters the masters that will be made, and those that cannot be
 * @param rows the frames of which nothing will be made, with the reason
 */
public record Plan(
    List<CalibrationFrame> calibration,
    List<LightFrame> lights,
    MasterPlan masters,
    List<FrameRow> rows) {

  /** Returns the masters with the frames that go into each, in {@link Frame#ORDER}. */
  public Map<MasterSpec, List<Frame>> framesByMaster() {
    return calibration.stream()
        .collect(
            Collectors.groupingBy(
                CalibrationFrame::master,
                LinkedHashMap::new,
                Collectors.mapping(CalibrationFrame::frame, Collectors.toList())));
  }
}

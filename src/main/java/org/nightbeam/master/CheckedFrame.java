package org.nightbeam.master;

import org.nightbeam.pixels.Overscan;
import org.nightbeam.plan.CalibrationFrame;
import org.nightbeam.quality.FrameSample;
import org.nightbeam.reason.Reason;

/**
 * A calibration frame after its check.
 *
 * @param use the frame and its master
 * @param overscan that is subtracted; null for none
 * @param level of a flat; null for other types, and for a flat whose bias or dark could not be made
 * @param sample of its pixels; null if it is not compared with the other frames of its master
 * @param failure why it cannot be used; null if it can
 */
public record CheckedFrame(
    CalibrationFrame use, Overscan overscan, FlatLevel level, FrameSample sample, Reason failure) {}

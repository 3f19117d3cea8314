package org.nightbeam.plan;

import org.nightbeam.frame.Frame;

/**
 * A frame that goes into a master.
 *
 * @param master the master
 * @param frame the frame
 */
public record CalibrationFrame(MasterSpec master, Frame frame) {}

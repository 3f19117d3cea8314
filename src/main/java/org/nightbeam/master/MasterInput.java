package org.nightbeam.master;

import org.nightbeam.frame.Frame;

/**
 * A frame that is ready to be combined.
 *
 * @param frame the frame
 * @param level of a flat, by which it will be normalised; null for other types
 */
public record MasterInput(Frame frame, FlatLevel level) {}

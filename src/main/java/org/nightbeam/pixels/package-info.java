/**
 * Reads rows of a frame's pixels, with the overscan taken off and the rest trimmed away. Start with
 * {@link org.nightbeam.pixels.FramePixels}. No statistics and no corrections that need another
 * frame.
 */
package org.nightbeam.pixels;

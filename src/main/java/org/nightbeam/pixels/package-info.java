/**
 * Reads rows of a frame's pixels, overscan-subtracted and trimmed. Start with {@link
 * org.nightbeam.pixels.FramePixels}. No statistics and no corrections that need another frame.
 */
package org.nightbeam.pixels;

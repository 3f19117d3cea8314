/**
 * Makes one image of registered frames: each is put on the grid of the reference and brought to a
 * common scale of flux and level of sky, outliers are rejected, and the rest is averaged by weight.
 * It works band by band, so that memory does not grow with the height of frames, and sums in the
 * order of the frames, so that the bytes do not depend on the bands. Start with {@link
 * org.nightbeam.stack.StackWork}. Finding the transforms belongs in {@link
 * org.nightbeam.registration}.
 */
package org.nightbeam.stack;

/**
 * Pixels of a frame on the grid of a reference: the value between pixels by a kernel, the noise
 * that it leaves, and how the noise of pixels that are near each other is related afterwards. The
 * flux of a star stays what it is, whatever the transform does to areas.
 */
package org.nightbeam.resample;

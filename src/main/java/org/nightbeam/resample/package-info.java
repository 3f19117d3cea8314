/**
 * Puts the pixels of a frame on the grid of a reference: values between pixels by a kernel, the
 * noise that the kernel leaves, and the correlation of neighbouring pixels afterwards. The flux of
 * a star stays the same, whatever the transform does to areas. Start with {@link
 * org.nightbeam.resample.Resampler}. Files, and what is done with the result, may not come in.
 */
package org.nightbeam.resample;

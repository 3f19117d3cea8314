/**
 * Puts the pixels of a frame on the grid of a reference: values between pixels by a kernel, the
 * noise that the kernel leaves, and the correlation of neighbouring pixels afterwards. The flux of
 * a star is conserved, whatever the transform does to areas. Start with {@link
 * org.nightbeam.resample.Resampler}. It knows neither files nor the use of the result.
 */
package org.nightbeam.resample;

/**
 * Gain and read noise from pairs of flats and of biases: the photon transfer method. Start with
 * {@link org.nightbeam.quality.noise.PhotonTransfer}. It measures and reports; nothing here changes
 * a pixel.
 */
package org.nightbeam.quality.noise;

package org.nightbeam.photometry;

import java.util.List;

/**
 * The sources of a frame, and its properties derived from them. Unknown values are NaN.
 *
 * @param sources in the order of the rows of their peaks
 * @param sky level, the median of the map
 * @param skyNoise standard deviation of a pixel of the sky
 * @param fwhm of stars, the median of the bright ones without a flag, in pixels
 * @param elongation of stars, the long axis over the short one, of their mean shape
 * @param theta angle from the rows to the long axis of their mean shape, in degrees
 * @param radii of the apertures, in pixels
 * @param zeroFluxNoise the standard deviation of the flux in each aperture where there is nothing
 * @param limitingFlux of a star of 5 standard deviations under the best weight
 */
public record MeasuredFrame(
    List<MeasuredSource> sources,
    double sky,
    double skyNoise,
    double fwhm,
    double elongation,
    double theta,
    double[] radii,
    double[] zeroFluxNoise,
    double limitingFlux) {}

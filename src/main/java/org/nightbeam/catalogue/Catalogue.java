package org.nightbeam.catalogue;

import org.nightbeam.fits.FitsHeader;
import org.nightbeam.photometry.MeasuredFrame;

/**
 * A catalogue that was read back.
 *
 * @param frame its sources, and what is known of the light as a whole. Places count from 0, as they
 *     do in memory. What no column says, the elongation of single sources, is NaN
 * @param width pixels per row of the light
 * @param height rows of the light
 * @param header of the table: what was measured, and how
 */
public record Catalogue(MeasuredFrame frame, int width, int height, FitsHeader header) {}

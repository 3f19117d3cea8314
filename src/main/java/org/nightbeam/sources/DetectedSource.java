package org.nightbeam.sources;

/**
 * A source as detected, from the pixels of its footprint. Positions count from 0, the centre of the
 * first pixel.
 *
 * @param x mean of its pixels, weighted by their signal
 * @param y the same down the rows
 * @param peakX column of its highest significance
 * @param peakY row of its highest significance
 * @param significance in standard deviations of the noise of the sky
 * @param pixels of its footprint
 * @param xx second moment of its pixels, in square pixels
 * @param yy the same down the rows
 * @param xy mixed moment
 * @param flux of its footprint
 * @param deblended whether another source was in the same footprint
 * @param pixelFlags all bits of {@link org.nightbeam.fits.product.PixelFlag} of its pixels
 * @param atEdge whether it touches the edge of the frame
 */
public record DetectedSource(
    double x,
    double y,
    int peakX,
    int peakY,
    double significance,
    int pixels,
    double xx,
    double yy,
    double xy,
    double flux,
    boolean deblended,
    int pixelFlags,
    boolean atEdge) {}

/**
 * Writes FITS files: header, planes, compression and checksums, row by row as the pixels arrive.
 * Start with {@link org.nightbeam.fits.product.ProductWriter}. What goes into a header is decided
 * by the caller; nothing here knows about lights or masters.
 */
package org.nightbeam.fits.product;

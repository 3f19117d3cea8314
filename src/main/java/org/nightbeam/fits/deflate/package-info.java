/**
 * Compresses bytes fast, and to the same bytes on every JVM, in the format of gzip. Start with
 * {@link org.nightbeam.fits.deflate.RunDeflater}. Nothing of FITS may come in: this is bits and
 * bytes.
 */
package org.nightbeam.fits.deflate;

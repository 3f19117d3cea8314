/**
 * Reads FITS files: headers card by card, image HDUs by their offset in the file, rows of pixels,
 * plain or compressed in tiles. Start with {@link org.nightbeam.fits.FitsScanner}. Nothing here
 * knows what a header means or who asks, and header values are parsed by nom-tam-fits, whose types
 * stay inside.
 */
package org.nightbeam.fits;

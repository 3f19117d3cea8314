/**
 * Checksums of FITS files: computed piece by piece, compared with those in a header, and written
 * into one. Start with {@link org.nightbeam.fits.checksum.DataSum}.
 */
package org.nightbeam.fits.checksum;

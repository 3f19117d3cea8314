/**
 * FITS files as Nightbeam needs them: headers card by card, image HDUs by their place in the file,
 * pixel rows in and out. Header values are parsed by nom-tam-fits, whose types stay inside.
 */
package org.nightbeam.fits;

/**
 * Bad pixels: found in masters by rules or read from a map, and filled in lights. Start with {@link
 * org.nightbeam.badpixels.BadPixelFinder}. The order of corrections is not decided here: see {@link
 * org.nightbeam.calibrate}.
 */
package org.nightbeam.badpixels;

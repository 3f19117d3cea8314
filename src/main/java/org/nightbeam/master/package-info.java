/**
 * Master frames: combined band by band from their inputs, written as FITS files, found again in a
 * library. Start with {@link org.nightbeam.master.BandCombiner}, then {@link
 * org.nightbeam.master.MasterFile}. How masters are used on lights belongs in {@link
 * org.nightbeam.calibrate}.
 */
package org.nightbeam.master;

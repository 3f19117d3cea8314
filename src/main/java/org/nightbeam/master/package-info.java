/**
 * Master frames: combined band by band from their inputs, written as FITS files, and mapped from a
 * local cache file wherever they are used.
 */
package org.nightbeam.master;

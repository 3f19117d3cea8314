package org.nightbeam.stack;

/**
 * A light that is not in the stack of its field and filter.
 *
 * @param product path of its product, below the output
 * @param hdu number of its image in the raw file
 * @param why for a person to read
 */
public record LeftOut(String product, int hdu, String why) {}

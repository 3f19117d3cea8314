package org.nightbeam.registration;

/**
 * A light that others are registered to. It may come from an earlier run, and have no row in this
 * one.
 *
 * @param light path of its product, below the output
 * @param hdu number of its image in the raw file, as a product may have several
 * @param width pixels per row
 * @param height rows
 */
public record FieldReference(String light, int hdu, int width, int height) {}

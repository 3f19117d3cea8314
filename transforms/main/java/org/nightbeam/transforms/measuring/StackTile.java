package org.nightbeam.transforms.measuring;

import org.nightbeam.stack.StackJob;

/**
 * Some rows of a stack that were made, or could not be.
 *
 * @param path of the stack
 * @param job the stack, with the first of its rows; null with the others
 * @param firstRow its first row
 * @param rows how many
 * @param uri of the temporary file with the rows; null if a light could not be read
 */
record StackTile(String path, StackJob job, int firstRow, int rows, String uri) {}

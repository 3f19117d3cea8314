/**
 * Brings frames onto the grid of a reference: which of their stars are the same, found from the
 * patterns they make, and the transform between their places. Frames may be shifted, turned,
 * mirrored, of another scale, and have half their field in common; a transform is given only where
 * agreement by chance is out of the question.
 */
package org.nightbeam.registration;

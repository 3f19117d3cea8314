/**
 * Registered frames become one: each on the grid of the reference, brought to one scale of fluxes
 * and one level of the sky, what does not belong rejected, the rest averaged by weight. Band by
 * band of rows, so that memory does not grow with the frames' height, in the order of the frames,
 * so that the same bytes come out however bands are cut.
 */
package org.nightbeam.stack;

/**
 * Measures sources: position, flux in apertures, shape, errors and flags. Start with {@link
 * org.nightbeam.photometry.FrameMeasurer}. It works on arrays and knows no files or headers.
 */
package org.nightbeam.photometry;

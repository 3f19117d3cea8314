/**
 * What a source measures: its place, its flux in apertures, its shape, their errors and what is
 * wrong with it. Start with {@link org.nightbeam.photometry.FrameMeasurer}. It works on arrays;
 * files and headers may not come in.
 */
package org.nightbeam.photometry;

/**
 * Sources of a frame: found by a matched filter above the noise, told apart where they overlap.
 * Start with {@link org.nightbeam.sources.SourceFinder}. It works on arrays from which the sky is
 * subtracted; files and headers may not come in, and what a source measures is for {@code
 * photometry}.
 */
package org.nightbeam.sources;

/**
 * Sources of a frame: detected above the noise by a matched filter, and deblended. Start with
 * {@link org.nightbeam.sources.SourceFinder}. It works on arrays from which the sky is subtracted;
 * it knows no files or headers, and measuring sources is left to {@code photometry}.
 */
package org.nightbeam.sources;

/**
 * Lights of one place in the sky: which light the others are registered to, kept over all runs, and
 * where each lies on it. What is known of the lights is in their rows and catalogues; no pixel is
 * read.
 */
package org.nightbeam.fields;

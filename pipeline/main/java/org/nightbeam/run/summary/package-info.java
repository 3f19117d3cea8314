/**
 * The outcome of a run, read from its table of frames and told on the terminal and in {@code
 * run.json}. Start with {@link org.nightbeam.run.summary.RunSummary}. Nothing here starts work or
 * looks at pixels.
 */
package org.nightbeam.run.summary;

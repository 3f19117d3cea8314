/**
 * The report of a run: pages to look at, made from its table of frames, its {@code run.json} and
 * the previews, so that they can be made again at any time.
 */
package org.nightbeam.report;

/**
 * The report of a run: pages made from its table of frames, its {@code run.json} and the previews,
 * so that they can be made again at any time. Start with {@link org.nightbeam.report.Report}; a
 * section of a page is a class. What the pages tell is found in {@link org.nightbeam.report.facts};
 * pixels of frames are not read here.
 */
package org.nightbeam.report;

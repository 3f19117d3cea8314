/**
 * Facts of a report, read from the files of an output: the rows of its table by night, its masters
 * and their history, the facts of the run, oddities and remedies. Start with {@link
 * org.nightbeam.report.facts.Night}. It contains no markup.
 */
package org.nightbeam.report.facts;

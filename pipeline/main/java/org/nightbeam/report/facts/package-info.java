/**
 * What a report tells, read from the files of an output: the rows of its table by night, its
 * masters and their history, the facts of the run, what is odd and what to do about it. Start with
 * {@link org.nightbeam.report.facts.Night}. No markup is in here.
 */
package org.nightbeam.report.facts;

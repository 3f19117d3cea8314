/**
 * One run: what earlier runs have done, whether there is room, the list of stages, its progress and
 * its summary. Start with {@link org.nightbeam.run.Stages}, then {@link
 * org.nightbeam.run.RunAttempt}. Verbs belong in {@link org.nightbeam.cli}.
 */
package org.nightbeam.run;

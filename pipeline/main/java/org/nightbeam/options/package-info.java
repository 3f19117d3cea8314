/**
 * The options of the program: one interface per feature, where each getter stands with its
 * description, default and range, and a static method makes the settings of them, under a name of
 * its own, as Beam refuses two of one name. Start with {@link
 * org.nightbeam.options.ProgramOptions}. How a command line is read is in {@code commandline};
 * nothing here runs anything.
 */
package org.nightbeam.options;

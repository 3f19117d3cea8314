/**
 * How the words of a command line become options: checked one by one, then read by Beam. Start with
 * {@link org.nightbeam.commandline.CommandLine}; {@link org.nightbeam.commandline.OptionCatalogue}
 * is the list of all options. No option is declared here, and nothing is run.
 */
package org.nightbeam.commandline;

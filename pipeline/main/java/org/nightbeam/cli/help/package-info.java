/**
 * What the program says about itself: help, manual page, completion, all made from the options and
 * verbs themselves. Start with {@link org.nightbeam.cli.help.HelpText}. No option is described here
 * by hand.
 */
package org.nightbeam.cli.help;

/**
 * The command line and its options, with descriptions, ranges and defaults beside each getter.
 * Start with {@link org.nightbeam.options.ProgramOptions}, then {@link
 * org.nightbeam.options.CommandLine}. Nothing here runs anything.
 */
package org.nightbeam.options;

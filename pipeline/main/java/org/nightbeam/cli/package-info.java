/**
 * The program: one class for each verb of the command line. Start with {@link
 * org.nightbeam.cli.Nightbeam}. A command only connects: options, runs and reports have rooms of
 * their own.
 */
package org.nightbeam.cli;

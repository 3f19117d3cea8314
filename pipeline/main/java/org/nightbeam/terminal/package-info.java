/**
 * What is written to a terminal, and how: colours, widths, plain text, failures in one line, exit
 * statuses. Start with {@link org.nightbeam.terminal.Terminal}. Nothing of frames, options or runs
 * may come in.
 */
package org.nightbeam.terminal;

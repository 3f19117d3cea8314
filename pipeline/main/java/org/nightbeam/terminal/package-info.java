/**
 * Terminal output: colours, widths, plain text, failures in one line, exit statuses. Start with
 * {@link org.nightbeam.terminal.Terminal}. It knows nothing of frames, options or runs.
 */
package org.nightbeam.terminal;

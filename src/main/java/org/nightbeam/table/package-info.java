/**
 * The table of frames, {@code frames.csv}: one row for each frame, with its status and the reason.
 * Start with {@link org.nightbeam.table.FrameTable}. It holds results; the code that produces them
 * belongs elsewhere.
 */
package org.nightbeam.table;

/**
 * Reads the facts in a file's header and folder, and makes a {@link org.nightbeam.frame.Frame} from
 * them, or says why it cannot. Start with {@link org.nightbeam.header.FrameReader}. The words of
 * the many cameras are data in {@code dialect.yaml}, not code. How pixels are read is in {@link
 * org.nightbeam.pixels}.
 */
package org.nightbeam.header;

/**
 * Reads the facts in a file's header and folder, and makes a {@link org.nightbeam.frame.Frame} from
 * them, or says why it cannot. Start with {@link org.nightbeam.header.FrameReader}. Keywords and
 * words are in {@link org.nightbeam.header.dialect}; how pixels are read is in {@link
 * org.nightbeam.pixels}.
 */
package org.nightbeam.header;

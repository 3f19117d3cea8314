/**
 * One frame: its location, its type, its camera, how its pixels are stored, and where each fact was
 * found. Start with {@link org.nightbeam.frame.Frame}. These values travel between workers; code
 * that reads headers belongs in {@link org.nightbeam.header}, and code that reads pixels in {@link
 * org.nightbeam.pixels}.
 */
package org.nightbeam.frame;

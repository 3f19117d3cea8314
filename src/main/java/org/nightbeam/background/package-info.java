/**
 * The sky behind the sources of a frame: its level and its noise, on a coarse grid and smooth
 * between. Start with {@link org.nightbeam.background.BackgroundMap}. It works on arrays and knows
 * no files, headers or sources.
 */
package org.nightbeam.background;

/**
 * The sky behind the sources of a frame: its level and its noise, on a coarse grid and smooth
 * between. Start with {@link org.nightbeam.background.BackgroundMap}. It works on arrays; files,
 * headers and sources may not come in.
 */
package org.nightbeam.background;

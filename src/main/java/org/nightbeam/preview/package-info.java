/**
 * Small pictures of frames for a person to look at, gathered row by row while the pixels are in
 * memory. Start with {@link org.nightbeam.preview.LightPreview}. Nothing is decided from them.
 */
package org.nightbeam.preview;

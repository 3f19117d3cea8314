/**
 * Small images of frames for the report, gathered row by row while the pixels are in memory. Start
 * with {@link org.nightbeam.preview.LightPreview}. No decision depends on them.
 */
package org.nightbeam.preview;

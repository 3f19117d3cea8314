/**
 * How good calibration frames and masters are: frames that do not belong to their group,
 * saturation, statistics of masters. Start with {@link org.nightbeam.quality.Misfits}. All of it
 * works on rows or samples of rows, and nothing needs a whole frame in memory.
 */
package org.nightbeam.quality;

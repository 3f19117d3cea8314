/**
 * How good calibration frames and masters are: gain and read noise from pairs of frames, frames
 * that do not belong to their group, statistics of masters, bad pixels. All of it works on rows or
 * on samples of rows; nothing needs a whole frame in memory.
 */
package org.nightbeam.quality;

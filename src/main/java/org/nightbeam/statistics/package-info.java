/**
 * Robust statistics of plain arrays: spread, clipped moments, local level, selection. Start with
 * {@link org.nightbeam.statistics.Spread}. Only numbers come in: no frames, no headers, no files.
 */
package org.nightbeam.statistics;

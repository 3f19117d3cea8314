/**
 * Robust statistics of plain arrays: spread, clipped moments, local level, selection. Start with
 * {@link org.nightbeam.statistics.Spread}. It knows only numbers: no frames, headers or files.
 */
package org.nightbeam.statistics;

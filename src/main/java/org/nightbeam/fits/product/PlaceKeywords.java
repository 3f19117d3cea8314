package org.nightbeam.fits.product;

import java.util.List;
import java.util.Set;

/**
 * Keywords by which headers tell where on the chip an image lies, as the dialect names them.
 *
 * @param sections of the chip, in its pixels whatever the binning, such as {@code DETSEC}
 * @param firstColumns of a window, in pixels of the image, such as {@code XORGSUBF}
 * @param firstRows the same of its rows
 * @param across that may have the offset of a colour pattern along rows, the first for a header
 *     that has none of them; none where there is no pattern
 * @param along the same along columns
 */
public record PlaceKeywords(
    Set<String> sections,
    Set<String> firstColumns,
    Set<String> firstRows,
    List<String> across,
    List<String> along) {}

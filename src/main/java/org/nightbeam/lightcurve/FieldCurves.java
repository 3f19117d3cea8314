package org.nightbeam.lightcurve;

import java.util.List;

/**
 * The light curves of a field.
 *
 * @param stars of the field
 * @param summaries of all stars
 * @param curves of the targets, then of the most variable stars
 * @param lights how many
 * @param comparisonStars how many
 * @param floor standard deviation that all stars have in addition to their stated errors
 * @param blends stars with a close neighbour that vary as the seeing does, and have no curve
 */
public record FieldCurves(
    FieldStars stars,
    List<StarSummary> summaries,
    List<LightCurve> curves,
    int lights,
    int comparisonStars,
    double floor,
    int blends) {}

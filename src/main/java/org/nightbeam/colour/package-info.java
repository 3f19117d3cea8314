/**
 * Colour images from one-shot-colour sensors: three planes, red, green and blue, for each
 * calibrated light. Start with {@link org.nightbeam.colour.Demosaic}. Photometry does not belong
 * here: it measures the pixels of each colour separately.
 */
package org.nightbeam.colour;

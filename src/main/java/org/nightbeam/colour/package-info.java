/**
 * Pictures in colour from one-shot-colour sensors: three planes, red, green and blue, beside each
 * calibrated light. Start with {@link org.nightbeam.colour.Demosaic}. What measures stars may not
 * come in here: it looks at the pixels of each colour by themselves.
 */
package org.nightbeam.colour;

/**
 * What a correction of lights is, and what may look at a finished light: a correction is a record
 * of its settings, which makes one {@link org.nightbeam.correction.Step} per light. Start with
 * {@link org.nightbeam.correction.Correction}. No correction is in here, and no order of them:
 * those are in rooms of their own, and in {@code LightOptions} of the room {@code options}.
 */
package org.nightbeam.correction;

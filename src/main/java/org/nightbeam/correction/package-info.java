/**
 * The interfaces of corrections of lights and of measurements on finished lights. A correction is a
 * record of its settings, which makes one {@link org.nightbeam.correction.Step} per light. Start
 * with {@link org.nightbeam.correction.Correction}. The corrections themselves are in packages of
 * their own, and their order is in {@code LightOptions} of the room {@code options}.
 */
package org.nightbeam.correction;

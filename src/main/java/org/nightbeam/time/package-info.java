/**
 * When a light was taken: UTC, the clocks of the solar system's barycentre, and the light's way
 * there; and how high the target stood. {@link org.nightbeam.time.BarycentricTime} is what others
 * ask. It works on numbers; headers may not come in.
 */
package org.nightbeam.time;

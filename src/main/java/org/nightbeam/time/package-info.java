/**
 * The time at which a light was taken, in UTC and at the barycentre of the solar system, and the
 * altitude of its target. Start with {@link org.nightbeam.time.BarycentricTime}. It works on
 * numbers and knows no headers.
 */
package org.nightbeam.time;

/**
 * The stages of a run as Beam transforms. Start with {@link
 * org.nightbeam.transforms.CalibrateLights}. Elements are small records: frames, plans and masters
 * by reference; pixels move only between storage and a worker. Science belongs in {@code src}.
 */
package org.nightbeam.transforms;

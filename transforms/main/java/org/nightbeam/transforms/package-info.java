/**
 * Nightbeam's science as Beam transforms. Elements are small records: frames, plans and masters by
 * reference; pixels move only between storage and a worker.
 */
package org.nightbeam.transforms;

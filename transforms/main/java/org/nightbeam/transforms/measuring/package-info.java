/**
 * Stages that need all measured lights of a run: registration, stacking and light curves. Start
 * with {@link org.nightbeam.transforms.measuring.RegisterLights}. The algorithms belong in {@code
 * src}; these stages only move data.
 */
package org.nightbeam.transforms.measuring;

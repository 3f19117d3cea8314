/**
 * Stages that take the measured lights of a run together: they are registered, stacked, and made
 * into light curves. Start with {@link org.nightbeam.transforms.measuring.RegisterLights}. How each
 * is done belongs in the packages of the science; here is only what travels where.
 */
package org.nightbeam.transforms.measuring;

/**
 * From the numbers that a camera has stored to a signal: trim, overscan, linearity. Start with
 * {@link org.nightbeam.signal.Preparation}.
 */
package org.nightbeam.signal;

/**
 * Turns the numbers stored by a camera into a signal: trim, overscan, linearity. Start with {@link
 * org.nightbeam.signal.Preparation}.
 */
package org.nightbeam.signal;

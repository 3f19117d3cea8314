/** From the numbers that a camera has stored to a signal: trim, overscan, linearity. */
package org.nightbeam.signal;

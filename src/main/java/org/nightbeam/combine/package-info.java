/**
 * Combining a stack of frames pixel by pixel: median, mean, sigma-clipped mean. A stack is one row
 * array per frame, all of the same length: that shape is what the JVM vectorises.
 */
package org.nightbeam.combine;

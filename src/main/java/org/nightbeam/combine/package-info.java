/**
 * Combines a stack of frames pixel by pixel: median, mean, sigma-clipped mean. A stack is one array
 * per frame and row, all of the same length: that shape is what the JVM vectorises. Start with
 * {@link org.nightbeam.combine.Combiner}. It knows neither files nor the meaning of frames.
 */
package org.nightbeam.combine;

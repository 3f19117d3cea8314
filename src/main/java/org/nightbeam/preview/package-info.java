/**
 * Small pictures of frames and rough statistics of them, for a person to look at: gathered row by
 * row while the pixels are in memory, from some of them, so that they cost little.
 */
package org.nightbeam.preview;

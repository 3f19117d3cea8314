/**
 * Lights that show the same part of the sky: which of them is the reference that the others are
 * registered to, kept over all runs, and how each is aligned with it. Start with {@link
 * org.nightbeam.fields.TargetFields}. Everything known about a light comes from its row and its
 * catalogue, never from pixels.
 */
package org.nightbeam.fields;

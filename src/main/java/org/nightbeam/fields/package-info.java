/**
 * Lights that show the same part of the sky: which of them is the reference that the others are
 * registered to, kept over all runs, and where each lies on it. Start with {@link
 * org.nightbeam.fields.TargetFields}. What is known of a light is in its row and its catalogue;
 * pixels may not come in.
 */
package org.nightbeam.fields;

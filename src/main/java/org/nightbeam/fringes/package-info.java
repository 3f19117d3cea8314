/**
 * Fringes: a pattern is found for a light, fitted, and subtracted. Start with {@link
 * org.nightbeam.fringes.FringePattern}. Nothing of other corrections may come in.
 */
package org.nightbeam.fringes;

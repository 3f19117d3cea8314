/**
 * Cosmic rays: found by the method of L.A.Cosmic, and filled. Start with {@link
 * org.nightbeam.cosmicrays.CosmicRays}. It works on arrays and knows no files or product headers.
 */
package org.nightbeam.cosmicrays;

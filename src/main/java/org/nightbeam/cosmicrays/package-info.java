/**
 * Cosmic rays: found by the method of L.A.Cosmic, and filled. Start with {@link
 * org.nightbeam.cosmicrays.CosmicRays}. It works on arrays; files and headers of products may not
 * come in.
 */
package org.nightbeam.cosmicrays;

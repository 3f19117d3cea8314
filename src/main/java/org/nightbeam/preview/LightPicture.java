package org.nightbeam.preview;

/**
 * Where the picture of a light goes, and how large it is.
 *
 * @param uri of the file, see {@link PreviewPath#picture}
 * @param side most pixels of its longer side
 */
public record LightPicture(String uri, int side) {}

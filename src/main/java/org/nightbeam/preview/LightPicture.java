package org.nightbeam.preview;

/**
 * Path and size of the preview of a light.
 *
 * @param uri of the file, see {@link PreviewPath#picture}
 * @param side most pixels of its longer side
 */
public record LightPicture(String uri, int side) {}

package org.nightbeam.fields;

import org.nightbeam.registration.FieldReference;

/**
 * A place in the sky as one camera sees it.
 *
 * @param name of the target, with a number if it has several fields
 * @param camera see {@link Target#camera}
 * @param reference the light that others are registered to
 */
public record Field(String name, String camera, FieldReference reference) {}

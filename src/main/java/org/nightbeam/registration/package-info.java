/**
 * Finds how one frame is aligned with another: which stars are the same, from the patterns they
 * form, and the transform between their positions. Frames may be shifted, rotated, mirrored or
 * differently scaled, and may share only half their field; a transform is given only if agreement
 * by chance is out of the question. Start with {@link org.nightbeam.registration.Registrar}. It
 * works on lists of stars and knows no pixels or files.
 */
package org.nightbeam.registration;

/**
 * Finds how one frame lies on another: which stars are the same, from the patterns they form, and
 * the transform between their places. Frames may be shifted, turned, mirrored or of another scale,
 * and may share half their field; a transform is given only where agreement by chance is out of the
 * question. Start with {@link org.nightbeam.registration.Registrar}. It works on lists of stars:
 * pixels and files may not come in.
 */
package org.nightbeam.registration;

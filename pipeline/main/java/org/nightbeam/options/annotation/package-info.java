/**
 * Annotations of an option's getter besides Beam's {@code @Description} and {@code @Default}:
 * heading, verbs, range, kind of path. Start with {@link
 * org.nightbeam.options.annotation.HeededBy}. No option itself belongs here.
 */
package org.nightbeam.options.annotation;

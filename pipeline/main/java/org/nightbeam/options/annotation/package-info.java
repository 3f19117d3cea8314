/**
 * What is declared of an option beside its getter, apart from Beam's {@code @Description} and
 * {@code @Default}: its heading, the verbs that heed it, its range, the kind of path it names.
 * Start with {@link org.nightbeam.options.annotation.HeededBy}. No option itself belongs here.
 */
package org.nightbeam.options.annotation;

package org.nightbeam.options.annotation;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The verbs on which an option has an effect: their help and completion name it. On an interface,
 * it holds for every getter that has no annotation of its own.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface HeededBy {
  /** The verbs. */
  Verb[] value();
}

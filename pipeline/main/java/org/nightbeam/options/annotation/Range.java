package org.nightbeam.options.annotation;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The values that a numeric option may have; checked before anything runs. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Range {
  /** Smallest value. */
  double min();

  /** Largest value. */
  double max();

  /** Unit, empty for a number without one. */
  String unit() default "";
}

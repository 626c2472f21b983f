package dev.ccrunner.gateway.web;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The query parameters of a handler beyond its {@code @RequestParam}s; any other is refused. A name
 * that ends with a star stands for all that begin so.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface QueryNames {
  /** Names that are understood. */
  String[] value();

  /** Names the API has, but not yet this version. */
  String[] unsupported() default {};
}

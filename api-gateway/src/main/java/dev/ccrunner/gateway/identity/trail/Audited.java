package dev.ccrunner.gateway.identity.trail;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A handler that changes something and writes it down. A handler that may change something has
 * either this or {@link NotAudited}; the build looks after that.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Audited {
  /** What it writes down. */
  AuditAction[] value();
}

package dev.ccrunner.infra.postgres;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A query of a repository that is not bound to one team. Every other names the team first; the
 * build sees to it.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.CLASS)
public @interface AcrossTeams {
  /** Why it may, in words that follow "because it is for". */
  String value();
}

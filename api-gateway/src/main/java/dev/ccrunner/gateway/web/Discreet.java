package dev.ccrunner.gateway.web;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a {@link JsonBody} that has secrets in it: nothing of what was found in it is repeated in a
 * refusal, only what was expected and where.
 */
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
public @interface Discreet {}

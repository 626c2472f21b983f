/**
 * Sees to it that every run that is ready is heard of, and that a run whose worker is lost comes to
 * an end or to another.
 */
@NullMarked
package dev.ccrunner.gateway.dispatch;

import org.jspecify.annotations.NullMarked;

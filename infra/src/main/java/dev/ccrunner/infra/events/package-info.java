/** The events that tell of a run's own life, in the form clients get. */
@NullMarked
package dev.ccrunner.infra.events;

import org.jspecify.annotations.NullMarked;

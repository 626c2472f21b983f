/**
 * Time as it is injected: wall clocks are java.time.Clock, durations are measured with a Ticker.
 */
@NullMarked
package dev.ccrunner.infra.time;

import org.jspecify.annotations.NullMarked;

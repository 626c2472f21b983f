/** What every way of starting gateways and workers here shares: steps, settings, readiness. */
@NullMarked
package dev.ccrunner.local.start;

import org.jspecify.annotations.NullMarked;

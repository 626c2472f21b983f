/** The gateway as its tests see it: a real one, with real services, and a client that is strict. */
@NullMarked
package dev.ccrunner.gateway.testing;

import org.jspecify.annotations.NullMarked;

/**
 * The product from outside: over HTTP and SSE, on real services, with the fake and with the real
 * Claude Code.
 */
@NullMarked
package dev.ccrunner.e2e;

import org.jspecify.annotations.NullMarked;

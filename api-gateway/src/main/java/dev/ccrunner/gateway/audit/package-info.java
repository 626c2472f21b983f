/** Who did what: written down with each change, read, exported and verified over HTTP. */
@NullMarked
package dev.ccrunner.gateway.audit;

import org.jspecify.annotations.NullMarked;

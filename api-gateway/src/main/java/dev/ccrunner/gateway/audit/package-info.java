/** The audit log over HTTP: read, exported and verified. */
@NullMarked
package dev.ccrunner.gateway.audit;

import org.jspecify.annotations.NullMarked;

/**
 * Keeps what teams keep secret: sealed in PostgreSQL, opened for whoever may. It does not decide
 * who may.
 */
@NullMarked
package dev.ccrunner.infra.secret;

import org.jspecify.annotations.NullMarked;

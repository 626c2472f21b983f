/** Runs as clients see them: submit, look at, list, wait for, cancel. */
@NullMarked
package dev.ccrunner.gateway.submission;

import org.jspecify.annotations.NullMarked;

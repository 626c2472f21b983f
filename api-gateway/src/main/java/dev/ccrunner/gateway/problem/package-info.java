/**
 * Everything that goes wrong, in one shape: application/problem+json with a code out of one list.
 */
@NullMarked
package dev.ccrunner.gateway.problem;

import org.jspecify.annotations.NullMarked;

/**
 * The tenant and its people: every row, key, stream and file belongs to exactly one team, and was
 * made by somebody.
 */
@NullMarked
package dev.ccrunner.team;

import org.jspecify.annotations.NullMarked;

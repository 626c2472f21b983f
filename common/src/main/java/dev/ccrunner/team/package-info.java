/** The tenant: every row, key, stream and file belongs to exactly one team. */
@NullMarked
package dev.ccrunner.team;

import org.jspecify.annotations.NullMarked;

/** Whether this gateway lives, and whether it can do its work. */
@NullMarked
package dev.ccrunner.gateway.health;

import org.jspecify.annotations.NullMarked;

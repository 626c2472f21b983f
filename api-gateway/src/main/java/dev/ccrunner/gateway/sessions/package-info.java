/** Sessions as clients see them: begin, look at, find, change, delete. Not their events. */
@NullMarked
package dev.ccrunner.gateway.sessions;

import org.jspecify.annotations.NullMarked;

/** What a new installation begins with: a team, its owner, and the owner's key. */
@NullMarked
package dev.ccrunner.gateway.identity.bootstrap;

import org.jspecify.annotations.NullMarked;

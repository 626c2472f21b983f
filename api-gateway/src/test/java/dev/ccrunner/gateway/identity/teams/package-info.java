/** Tests of this feature. */
@NullMarked
package dev.ccrunner.gateway.identity.teams;

import org.jspecify.annotations.NullMarked;

/** Tests of this feature. */
@NullMarked
package dev.ccrunner.gateway.identity.people;

import org.jspecify.annotations.NullMarked;

/** Tests of this feature. */
@NullMarked
package dev.ccrunner.gateway.identity.bootstrap;

import org.jspecify.annotations.NullMarked;

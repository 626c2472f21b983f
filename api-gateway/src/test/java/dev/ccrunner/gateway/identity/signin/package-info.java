/** Tests of this feature. */
@NullMarked
package dev.ccrunner.gateway.identity.signin;

import org.jspecify.annotations.NullMarked;

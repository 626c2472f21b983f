/** Tests of signing in by identity providers, with a real one and with one that misbehaves. */
@NullMarked
package dev.ccrunner.gateway.identity.oidc;

import org.jspecify.annotations.NullMarked;

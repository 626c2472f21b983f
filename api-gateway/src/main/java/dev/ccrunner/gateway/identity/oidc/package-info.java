/** Sign-in by identity providers of one's own, and which teams people have for it. */
@NullMarked
package dev.ccrunner.gateway.identity.oidc;

import org.jspecify.annotations.NullMarked;

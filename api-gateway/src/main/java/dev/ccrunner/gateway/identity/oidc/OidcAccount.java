package dev.ccrunner.gateway.identity.oidc;

import dev.ccrunner.team.UserId;

/**
 * An account that somebody signs in to by the word of a provider.
 *
 * @param disabled whether it is closed
 */
record OidcAccount(UserId id, boolean disabled) {}

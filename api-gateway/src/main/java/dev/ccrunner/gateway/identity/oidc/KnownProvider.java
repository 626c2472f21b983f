package dev.ccrunner.gateway.identity.oidc;

import java.time.Instant;
import org.springframework.security.oauth2.client.oidc.authentication.OidcAuthorizationCodeAuthenticationProvider;
import org.springframework.security.oauth2.client.registration.ClientRegistration;

/**
 * A provider as it described itself.
 *
 * @param registration where everything is
 * @param authenticator takes a code there, and judges the ID token that comes for it
 * @param askAgainAt when the description has become old
 */
record KnownProvider(
    ClientRegistration registration,
    OidcAuthorizationCodeAuthenticationProvider authenticator,
    Instant askAgainAt) {}

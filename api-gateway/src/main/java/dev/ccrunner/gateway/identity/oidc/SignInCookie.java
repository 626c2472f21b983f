package dev.ccrunner.gateway.identity.oidc;

import dev.ccrunner.gateway.identity.signin.HostCookie;
import dev.ccrunner.gateway.web.ClientAddresses;
import org.springframework.stereotype.Component;

/**
 * The cookie of a browser that is on its way to a provider and back. What comes back is good in
 * this browser only: an address that somebody else has begun, and sent to a victim, signs nobody
 * in.
 */
@Component
class SignInCookie extends HostCookie {
  SignInCookie(ClientAddresses addresses) {
    super("ccr_sign_in", addresses);
  }
}

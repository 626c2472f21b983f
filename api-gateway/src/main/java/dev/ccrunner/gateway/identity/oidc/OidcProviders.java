package dev.ccrunner.gateway.identity.oidc;

import dev.ccrunner.gateway.identity.signin.PasswordSignIn;
import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.gateway.problem.Shown;
import dev.ccrunner.gateway.web.PublicUrl;
import java.time.Clock;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * The providers that are configured. None is asked before somebody signs in with it, so that one
 * that is away keeps no gateway from starting; but settings with which nobody could sign in do.
 */
@Component
class OidcProviders {
  private final Map<String, OidcProvider> byId;

  OidcProviders(OidcSettings settings, PasswordSignIn passwords, PublicUrl publicUrl, Clock clock) {
    if (settings.providers().isEmpty() && !passwords.on()) {
      throw new IllegalStateException(
          "ccr.sign-in.password is false and there is no provider below ccr.oidc.providers: nobody"
              + " could sign in. Configure one, or leave passwords on.");
    }
    if (!settings.providers().isEmpty()) {
      publicUrl.requireBehindProxies("ccr.oidc.providers");
    }
    var providers = new LinkedHashMap<String, OidcProvider>();
    settings
        .providers()
        .forEach(
            (id, provider) -> providers.put(id, new OidcProvider(id, provider, settings, clock)));
    this.byId = Collections.unmodifiableMap(providers);
  }

  Collection<OidcProvider> all() {
    return byId.values();
  }

  OidcProvider named(String id) {
    OidcProvider provider = byId.get(id);
    if (provider == null) {
      throw ProblemException.of(
          ErrorCode.PROVIDER_NOT_FOUND,
          "Expected one of the providers at /v1/auth/providers, found '%s'."
              .formatted(Shown.shortly(id)));
    }
    return provider;
  }
}

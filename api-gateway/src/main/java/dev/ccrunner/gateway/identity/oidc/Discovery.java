package dev.ccrunner.gateway.identity.oidc;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.HttpMethod;
import org.springframework.security.oauth2.client.endpoint.RestClientAuthorizationCodeTokenResponseClient;
import org.springframework.security.oauth2.client.oidc.authentication.OidcAuthorizationCodeAuthenticationProvider;
import org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenDecoderFactory;
import org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenValidator;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserService;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrations;
import org.springframework.security.oauth2.client.userinfo.DefaultOAuth2UserService;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.converter.ClaimTypeConverter;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/**
 * Asks a provider what it is, and makes of the answer what Spring Security needs for the rest: the
 * exchange of the code, and the judgement of the ID token by signature, issuer, audience, times and
 * nonce. Everything goes through our own bounded calls.
 */
record Discovery(String id, ProviderSettings provider, OidcSettings settings, ProviderCalls calls) {
  private static final ParameterizedTypeReference<Map<String, Object>> OBJECT =
      new ParameterizedTypeReference<>() {};

  /** Where it is, and who judges what comes from it. */
  record Found(
      ClientRegistration registration, OidcAuthorizationCodeAuthenticationProvider authenticator) {}

  /** Throws whatever goes wrong with a provider. */
  Found ask() {
    Map<String, Object> description = description();
    ClientRegistration registration = registration(description);
    return new Found(registration, authenticator(registration, algorithms(description)));
  }

  private Map<String, Object> description() {
    String address = provider.issuer().replaceFirst("/$", "") + "/.well-known/openid-configuration";
    Map<String, Object> found =
        calls.plain().exchange(address, HttpMethod.GET, null, OBJECT).getBody();
    Object issuer = found == null ? null : found.get("issuer");
    if (found == null || !provider.issuer().equals(issuer)) {
      throw new IllegalStateException(
          "Expected %s to describe the issuer %s, found %s"
              .formatted(address, provider.issuer(), issuer));
    }
    return found;
  }

  private ClientRegistration registration(Map<String, Object> description) {
    var builder =
        ClientRegistrations.fromOidcConfiguration(description)
            .registrationId(id)
            .clientId(provider.clientId())
            .scope(provider.scopes())
            // The real one depends on the request, and is in each sign-in.
            .redirectUri("{baseUrl}");
    String secret = provider.clientSecret();
    if (secret == null || secret.isEmpty()) {
      builder.clientAuthenticationMethod(ClientAuthenticationMethod.NONE);
    } else {
      builder.clientSecret(secret);
    }
    return builder.build();
  }

  /** Those the provider names that prove who signed: neither none nor a shared secret is among. */
  private static Set<SignatureAlgorithm> algorithms(Map<String, Object> description) {
    var found = new LinkedHashSet<SignatureAlgorithm>();
    if (description.get("id_token_signing_alg_values_supported") instanceof Collection<?> names) {
      for (Object name : names) {
        SignatureAlgorithm algorithm = SignatureAlgorithm.from(String.valueOf(name));
        if (algorithm != null) {
          found.add(algorithm);
        }
      }
    }
    return found.isEmpty() ? Set.of(SignatureAlgorithm.RS256) : found;
  }

  private OidcAuthorizationCodeAuthenticationProvider authenticator(
      ClientRegistration registration, Set<SignatureAlgorithm> algorithms) {
    var tokens = new RestClientAuthorizationCodeTokenResponseClient();
    tokens.setRestClient(calls.tokens());
    var people = new DefaultOAuth2UserService();
    people.setRestOperations(calls.withOauthErrors());
    var users = new OidcUserService();
    users.setOauth2UserService(people);
    users.setRetrieveUserInfo(_ -> provider.userInfo() && hasUserInfo(registration));
    var authenticator = new OidcAuthorizationCodeAuthenticationProvider(tokens, users);
    JwtDecoder decoder = decoder(registration, algorithms);
    authenticator.setJwtDecoderFactory(_ -> decoder);
    return authenticator;
  }

  private static boolean hasUserInfo(ClientRegistration registration) {
    @Nullable String endpoint = registration.getProviderDetails().getUserInfoEndpoint().getUri();
    return endpoint != null && !endpoint.isEmpty();
  }

  /**
   * Keeps the provider's keys, and asks for them again when a token names one that is not there.
   */
  private JwtDecoder decoder(ClientRegistration registration, Set<SignatureAlgorithm> algorithms) {
    var claims = new OidcIdTokenValidator(registration);
    claims.setClockSkew(settings.clockSkew());
    Consumer<Set<SignatureAlgorithm>> only =
        all -> {
          all.clear();
          all.addAll(algorithms);
        };
    NimbusJwtDecoder decoder =
        NimbusJwtDecoder.withJwkSetUri(
                Objects.requireNonNull(
                    registration.getProviderDetails().getJwkSetUri(), "jwks_uri"))
            .restOperations(calls.plain())
            .jwsAlgorithms(only)
            .build();
    decoder.setJwtValidator(
        new DelegatingOAuth2TokenValidator<>(
            List.of(new JwtTimestampValidator(settings.clockSkew()), claims)));
    decoder.setClaimSetConverter(
        new ClaimTypeConverter(OidcIdTokenDecoderFactory.createDefaultClaimTypeConverters()));
    return decoder;
  }
}

package dev.ccrunner.gateway.identity.oidc;

import dev.ccrunner.gateway.identity.SecretToken;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.core.endpoint.PkceParameterNames;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;

/**
 * What a browser is sent to a provider with. Nonce and code verifier are made from the state and
 * from the secret in the browser's cookie: the gateway that the browser comes back to can make them
 * again, and they are stored nowhere.
 *
 * @param state comes back from the provider
 * @param browser the secret in the cookie
 * @param redirectUri where the provider sends the browser back to
 */
record SignInRequest(SecretToken state, SecretToken browser, String redirectUri) {
  private static final String ALGORITHM = "HmacSHA256";

  /** The request as that provider understands it. */
  OAuth2AuthorizationRequest at(ClientRegistration provider) {
    String nonce = secretFor("nonce");
    String verifier = secretFor("code verifier");
    return OAuth2AuthorizationRequest.authorizationCode()
        .authorizationUri(
            Objects.requireNonNull(provider.getProviderDetails().getAuthorizationUri()))
        .clientId(provider.getClientId())
        .redirectUri(redirectUri)
        .scopes(provider.getScopes())
        .state(state.reveal())
        .attributes(
            Map.of(
                OAuth2ParameterNames.REGISTRATION_ID, provider.getRegistrationId(),
                OidcParameterNames.NONCE, nonce,
                PkceParameterNames.CODE_VERIFIER, verifier))
        .additionalParameters(
            Map.of(
                OidcParameterNames.NONCE, sha256(nonce),
                PkceParameterNames.CODE_CHALLENGE, sha256(verifier),
                PkceParameterNames.CODE_CHALLENGE_METHOD, "S256"))
        .build();
  }

  private String secretFor(String purpose) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(ascii(browser.reveal()), ALGORITHM));
      return base64(mac.doFinal(ascii("ccr oidc " + purpose + " " + state.reveal())));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HMAC-SHA-256", e);
    }
  }

  private static String sha256(String text) {
    try {
      return base64(MessageDigest.getInstance("SHA-256").digest(ascii(text)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}

package dev.ccrunner.gateway.identity.oidc;

import dev.ccrunner.gateway.identity.EmailAddress;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;

/**
 * Who somebody is by the word of a provider.
 *
 * @param email only an address that the provider has verified, or is trusted with
 * @param claims everything it says, of the ID token and of UserInfo; the ID token wins
 */
record ProvidedIdentity(
    String issuer,
    String subject,
    Optional<EmailAddress> email,
    String name,
    Map<String, Object> claims) {
  private static final int LONGEST_NAME = 100;

  static ProvidedIdentity of(ProviderSettings provider, OidcUser user) {
    Map<String, Object> claims = user.getClaims();
    Optional<EmailAddress> email =
        text(claims.get(provider.emailClaim()))
            .filter(_ -> provider.trustEmail() || verified(provider, user))
            .flatMap(EmailAddress::parse);
    String name =
        text(claims.get(provider.nameClaim()))
            .or(() -> email.map(EmailAddress::text))
            .orElse("unnamed");
    return new ProvidedIdentity(
        provider.issuer(),
        Objects.requireNonNull(user.getSubject(), "judged to be there"),
        email,
        shortened(name),
        claims);
  }

  /** What is said of the claim {@code email} holds for no other one. */
  private static boolean verified(ProviderSettings provider, OidcUser user) {
    return provider.emailClaim().equals("email") && Boolean.TRUE.equals(user.getEmailVerified());
  }

  /** Whether the claim is this value, or a list that has it. */
  boolean has(String claim, String value) {
    return switch (at(claim)) {
      case null -> false;
      case List<?> list -> list.stream().anyMatch(one -> value.equals(String.valueOf(one)));
      case Object one -> value.equals(String.valueOf(one));
    };
  }

  /** By its whole name first: names may have dots, as those that are URLs. */
  private @Nullable Object at(String claim) {
    if (claims.containsKey(claim)) {
      return claims.get(claim);
    }
    Object found = claims;
    for (String step : claim.split("\\.")) {
      found = found instanceof Map<?, ?> object ? object.get(step) : null;
    }
    return found;
  }

  private static Optional<String> text(@Nullable Object claim) {
    return claim instanceof String text && !text.isBlank() ? Optional.of(text) : Optional.empty();
  }

  private static String shortened(String name) {
    String clean = name.strip().replaceAll("\\p{Cntrl}", " ");
    return clean.substring(
        0,
        clean.offsetByCodePoints(
            0, Math.min(LONGEST_NAME / 2, clean.codePointCount(0, clean.length()))));
  }

  /** Without what it says: it is about a person. */
  @Override
  public String toString() {
    return "ProvidedIdentity[%s at %s]".formatted(subject, issuer);
  }
}

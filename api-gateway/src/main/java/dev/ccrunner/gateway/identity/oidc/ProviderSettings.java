package dev.ccrunner.gateway.identity.oidc;

import dev.ccrunner.gateway.web.PublicUrl;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * One provider.
 *
 * @param name what people read on the button; none: its id
 * @param issuer its address, exactly as it says it itself in {@code iss}; what else there is to
 *     know is asked at {@code /.well-known/openid-configuration} below it
 * @param clientId what this service is called there
 * @param clientSecret the secret that belongs to it; none: a public client
 * @param scopes what is asked for; {@code openid} must be among them
 * @param nameClaim the claim with a new person's name
 * @param emailClaim the claim with the e-mail address; another than {@code email} needs {@code
 *     trust-email}, since {@code email_verified} says nothing of it
 * @param trustEmail believes the address also without {@code email_verified}: only for a provider
 *     whose people cannot choose it themselves
 * @param userInfo also asks the provider's UserInfo endpoint, if it has one; some tell groups, or
 *     the address, only there
 * @param groupsClaim the claim that rules without one of their own look at
 * @param mappings who is in which team for what the provider says; brought up to date with each
 *     sign-in
 * @param joinDomains which team people are let into, once, for the domain of their verified address
 */
record ProviderSettings(
    @Nullable String name,
    @NotBlank @Size(max = 500) String issuer,
    @NotBlank String clientId,
    @Nullable String clientSecret,
    @NotNull @DefaultValue({"openid", "profile", "email"}) Set<String> scopes,
    @NotBlank @DefaultValue("name") String nameClaim,
    @NotBlank @DefaultValue("email") String emailClaim,
    @DefaultValue("false") boolean trustEmail,
    @DefaultValue("true") boolean userInfo,
    @NotBlank @DefaultValue("groups") String groupsClaim,
    @NotNull @DefaultValue List<@Valid MappingRule> mappings,
    @NotNull @DefaultValue List<@Valid DomainRule> joinDomains) {

  ProviderSettings {
    scopes = Set.copyOf(scopes);
    mappings = List.copyOf(mappings);
    joinDomains = List.copyOf(joinDomains);
    if (!scopes.contains("openid")) {
      throw new IllegalArgumentException(
          "Expected the scopes of a provider to have openid among them, found %s"
              .formatted(String.join(", ", scopes)));
    }
    // A blank one is answered by its annotation.
    if (issuer != null && !issuer.isBlank() && !PublicUrl.safe(issuer)) {
      throw new IllegalArgumentException(
          "Expected the issuer of a provider to begin with https://, or with http:// and the name of"
              + " this machine itself, found '%s'".formatted(issuer));
    }
  }

  @Override
  public String toString() {
    return "ProviderSettings[issuer=%s, clientId=%s, clientSecret=%s, mappings=%s, joinDomains=%s]"
        .formatted(
            issuer, clientId, clientSecret == null ? "none" : "given", mappings, joinDomains);
  }
}

package dev.ccrunner.gateway.identity.oidc;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Collection;
import java.util.List;

/** The ways to sign in, as a page shows them. */
@Schema(name = "SignInProviders")
record ProvidersView(
    @Schema(description = "Whether people sign in with passwords.") boolean password,
    List<Provider> oidc) {

  /** One that people can be sent to. */
  @Schema(name = "SignInProvider")
  record Provider(
      String id,
      @Schema(description = "What stands on the button.") String name,
      @Schema(description = "Where the button leads; takes return_to.") String signInUrl) {}

  static ProvidersView of(boolean password, Collection<OidcProvider> providers) {
    return new ProvidersView(
        password,
        providers.stream()
            .map(provider ->
                new Provider(
                    provider.id(),
                    provider.name(),
                    OidcApi.BEGIN.replace("{provider}", provider.id())))
            .toList());
  }
}

package dev.ccrunner.gateway.identity.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ccrunner.gateway.identity.Role;
import dev.ccrunner.gateway.testing.SettingsBinding;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.util.unit.DataSize;

class OidcSettingsTest {
  private static final String CORP = "ccr.oidc.providers.corp.";

  private static OidcSettings bind(Map<String, String> values) {
    return SettingsBinding.bind("ccr.oidc", OidcSettings.class, values);
  }

  @Test
  void hasDefaults() {
    assertThat(bind(Map.of()))
        .isEqualTo(
            new OidcSettings(
                Map.of(),
                Duration.ofMinutes(10),
                Duration.ofSeconds(60),
                Duration.ofSeconds(3),
                Duration.ofSeconds(5),
                16,
                Duration.ofSeconds(2),
                DataSize.ofMegabytes(1),
                Duration.ofHours(1),
                Duration.ofSeconds(5)));
    assertThat(
            bind(Map.of(CORP + "issuer", "https://id.example", CORP + "client-id", "c"))
                .providers()
                .get("corp"))
        .isEqualTo(
            new ProviderSettings(
                null,
                "https://id.example",
                "c",
                null,
                Set.of("openid", "profile", "email"),
                "name",
                "email",
                false,
                true,
                "groups",
                List.of(),
                List.of()));
  }

  @Test
  void readsEveryValue() {
    var values =
        Map.ofEntries(
            Map.entry("ccr.oidc.sign-in-lifetime", "1m"),
            Map.entry("ccr.oidc.clock-skew", "2s"),
            Map.entry("ccr.oidc.connect-timeout", "3ms"),
            Map.entry("ccr.oidc.read-timeout", "4ms"),
            Map.entry("ccr.oidc.calls-at-once", "5"),
            Map.entry("ccr.oidc.call-wait", "6ms"),
            Map.entry("ccr.oidc.max-answer", "7KB"),
            Map.entry("ccr.oidc.metadata-ttl", "8m"),
            Map.entry("ccr.oidc.retry-after", "9s"),
            Map.entry(CORP + "name", "Corp"),
            Map.entry(CORP + "issuer", "http://localhost:8180/realms/corp"),
            Map.entry(CORP + "client-id", "c"),
            Map.entry(CORP + "client-secret", "s3cret"),
            Map.entry(CORP + "scopes", "openid,groups"),
            Map.entry(CORP + "name-claim", "given_name"),
            Map.entry(CORP + "email-claim", "mail"),
            Map.entry(CORP + "trust-email", "true"),
            Map.entry(CORP + "user-info", "false"),
            Map.entry(CORP + "groups-claim", "roles"),
            Map.entry(CORP + "mappings[0].claim", "realm_access.roles"),
            Map.entry(CORP + "mappings[0].value", "Engineers & Co"),
            Map.entry(CORP + "mappings[0].team", "engineering"),
            Map.entry(CORP + "mappings[0].role", "admin"),
            Map.entry(CORP + "join-domains[0].domain", "Example.org"),
            Map.entry(CORP + "join-domains[0].team", "everybody"),
            Map.entry(CORP + "join-domains[0].role", "viewer"));

    assertThat(bind(values))
        .isEqualTo(
            new OidcSettings(
                Map.of(
                    "corp",
                    new ProviderSettings(
                        "Corp",
                        "http://localhost:8180/realms/corp",
                        "c",
                        "s3cret",
                        Set.of("openid", "groups"),
                        "given_name",
                        "mail",
                        true,
                        false,
                        "roles",
                        List.of(
                            new MappingRule(
                                "realm_access.roles", "Engineers & Co", "engineering", Role.ADMIN)),
                        List.of(new DomainRule("example.org", "everybody", Role.VIEWER)))),
                Duration.ofMinutes(1),
                Duration.ofSeconds(2),
                Duration.ofMillis(3),
                Duration.ofMillis(4),
                5,
                Duration.ofMillis(6),
                DataSize.ofKilobytes(7),
                Duration.ofMinutes(8),
                Duration.ofSeconds(9)));
    assertThat(bind(values).toString()).doesNotContain("s3cret").contains("clientSecret=given");
  }

  @Test
  void canBeGivenByTheEnvironment() {
    String corp = "CCR_OIDC_PROVIDERS_CORP_";
    var environment =
        Map.<String, Object>of(
            corp + "ISSUER", "https://id.example",
            corp + "CLIENTID", "c",
            corp + "CLIENTSECRET", "s3cret",
            corp + "TRUSTEMAIL", "true",
            corp + "MAPPINGS_0_VALUE", "Engineers",
            corp + "MAPPINGS_0_TEAM", "t",
            corp + "MAPPINGS_0_ROLE", "admin",
            corp + "JOINDOMAINS_0_DOMAIN", "example.org",
            corp + "JOINDOMAINS_0_TEAM", "t",
            corp + "JOINDOMAINS_0_ROLE", "viewer");

    var providers =
        new Binder(
                ConfigurationPropertySources.from(
                    new SystemEnvironmentPropertySource("systemEnvironment", environment)))
            .bindOrCreate("ccr.oidc", OidcSettings.class)
            .providers();

    assertThat(providers).containsOnlyKeys("corp");
    assertThat(providers.values())
        .allSatisfy(provider -> {
          assertThat(provider.clientSecret()).isEqualTo("s3cret");
          assertThat(provider.trustEmail()).isTrue();
          assertThat(provider.mappings())
              .containsExactly(new MappingRule(null, "Engineers", "t", Role.ADMIN));
          assertThat(provider.joinDomains())
              .containsExactly(new DomainRule("example.org", "t", Role.VIEWER));
        });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "issuer       | http://id.example | begin with https://",
        "issuer       | id.example        | begin with https://",
        "issuer       | ''                | issuer",
        "client-id    | ''                | clientId",
        "scopes       | profile           | openid",
        "mappings[0].role | boss          | Role",
        "mappings[0].team | ''            | team",
        "join-domains[0].domain | a@b     | domain"
      })
  void saysWhatIsWrong(String key, String value, String expected) {
    var values = new HashMap<String, String>();
    values.put(CORP + "issuer", "https://id.example");
    values.put(CORP + "client-id", "c");
    values.put(CORP + "mappings[0].value", "v");
    values.put(CORP + "mappings[0].team", "t");
    values.put(CORP + "mappings[0].role", "viewer");
    values.put(CORP + "join-domains[0].domain", "example.org");
    values.put(CORP + "join-domains[0].team", "t");
    values.put(CORP + "join-domains[0].role", "viewer");
    values.put(CORP + key, value);

    assertThatThrownBy(() -> bind(values)).hasStackTraceContaining(expected);
  }

  @Test
  void wantsAnIssuerForEachProviderAndIdsThatAddressesCanHave() {
    var values = new HashMap<String, String>();
    for (String id : List.of("one", "two")) {
      values.put("ccr.oidc.providers." + id + ".issuer", "https://id.example");
      values.put("ccr.oidc.providers." + id + ".client-id", "c");
    }
    assertThatThrownBy(() -> bind(values))
        .hasStackTraceContaining("an issuer of its own, found https://id.example for one and two");

    var odd =
        Map.of(
            "ccr.oidc.providers.[a/b].issuer", "https://id.example",
            "ccr.oidc.providers.[a/b].client-id", "c");
    assertThatThrownBy(() -> bind(odd)).hasStackTraceContaining("ccr.oidc.providers.a/b");
  }
}

package dev.ccrunner.gateway.secrets;

import dev.ccrunner.gateway.problem.Shown;
import dev.ccrunner.infra.secret.SecretChange.Content;
import dev.ccrunner.run.EnvName;
import dev.ccrunner.secret.SecretKind;
import dev.ccrunner.secret.SecretParts;
import dev.ccrunner.secret.SecretUse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Decides about a value and what it is used for. Nothing it says has any of the value in it, not
 * even its length.
 */
final class SecretContents {
  private static final Pattern HOST =
      Pattern.compile("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?(:[0-9]{1,5})?");

  /** Without markers (@cert-authority): a host is who it is. */
  private static final Pattern KNOWN_HOST =
      Pattern.compile("[^\\s@#]\\S* [a-z0-9@.-]+ [A-Za-z0-9+/=]+( .*)?");

  private static final int LONGEST_KNOWN_HOSTS = 64 * 1024;

  private static final Pattern PRIVATE_KEY =
      Pattern.compile(
          "-----BEGIN ([A-Z]+ )?PRIVATE KEY-----\\n[A-Za-z0-9+/=\\n]+-----END ([A-Z]+ )?PRIVATE KEY-----\\n*");

  private static final Pattern USERNAME = Pattern.compile("[\\x21-\\x39\\x3b-\\x7e]{1,200}");

  private final SecretLimits limits;
  private final FieldProblems problems;

  SecretContents(SecretLimits limits, FieldProblems problems) {
    this.limits = limits;
    this.problems = problems;
  }

  /**
   * The content that {@code asked} describes; null when it is refused.
   *
   * @param before what the secret was used for until now, where the request does not say; null: it
   *     is new
   */
  @Nullable Content decide(SecretKind kind, SecretRequest asked, @Nullable SecretUse before) {
    refuseForeignFields(kind, asked);
    return switch (kind) {
      case ENV -> env(asked, (SecretUse.Env) before);
      case GIT -> git(asked, (SecretUse.Git) before);
      case MCP -> new Content(new SecretUse.Mcp(), SecretParts.of(value(asked, true)));
      case PROVIDER -> provider(asked);
    };
  }

  private void refuseForeignFields(SecretKind kind, SecretRequest asked) {
    String what = "the kind " + kind.wireName();
    if (kind != SecretKind.ENV) {
      problems.foreign("/env_name", asked.envName(), what);
    }
    if (kind != SecretKind.GIT) {
      problems.foreign("/hosts", asked.hosts(), what);
      problems.foreign("/username", asked.username(), what);
      problems.foreign("/known_hosts", asked.knownHosts(), what);
    }
    if (kind == SecretKind.PROVIDER) {
      problems.foreign("/value", asked.value(), what);
    } else {
      problems.foreign("/provider", asked.provider(), what);
      problems.foreign("/team_default", asked.teamDefault(), what);
    }
  }

  private Content env(SecretRequest asked, SecretUse.@Nullable Env before) {
    String name = asked.envName() == null && before != null ? before.envName() : asked.envName();
    if (name == null) {
      problems.missing("/env_name", "the name of a variable");
    } else {
      EnvName.refusalForSecret(name)
          .ifPresent(refusal ->
              problems.invalid(
                  "/env_name",
                  "Expected %s, found '%s'.".formatted(refusal.expected(), Shown.shortly(name))));
    }
    return new Content(
        new SecretUse.Env(Objects.requireNonNullElse(name, "")),
        SecretParts.of(value(asked, false)));
  }

  private Content git(SecretRequest asked, SecretUse.@Nullable Git before) {
    var hosts = asked.hosts() == null && before != null ? before.hosts() : asked.hosts();
    var username =
        asked.username() == null && before != null ? before.username() : asked.username();
    if (hosts == null || hosts.isEmpty()) {
      problems.missing("/hosts", "at least one host");
    } else if (hosts.size() > limits.maxHosts()) {
      problems.invalid(
          "/hosts",
          "Expected at most %d hosts, found %d.".formatted(limits.maxHosts(), hosts.size()));
    } else {
      checkHosts(hosts);
    }
    if (username == null) {
      problems.missing("/username", "a user name");
    } else if (!USERNAME.matcher(username).matches()) {
      problems.invalid(
          "/username", "Expected 1 to 200 visible ASCII characters without ':', found others.");
    }
    var knownHosts =
        asked.knownHosts() == null && before != null ? before.knownHosts() : asked.knownHosts();
    if (knownHosts != null && !areKnownHosts(knownHosts)) {
      problems.invalid(
          "/known_hosts",
          "Expected lines like 'git.example.org ssh-ed25519 AAAA…', at most 64 KB, found others.");
    }
    return new Content(
        new SecretUse.Git(
            Objects.requireNonNullElse(hosts, List.of()),
            Objects.requireNonNullElse(username, ""),
            knownHosts),
        SecretParts.of(knownHosts == null ? value(asked, true) : privateKey(asked)));
  }

  private static boolean areKnownHosts(String text) {
    return !text.isBlank()
        && text.length() <= LONGEST_KNOWN_HOSTS
        && text.lines().allMatch(line -> KNOWN_HOST.matcher(line).matches());
  }

  private String privateKey(SecretRequest asked) {
    String key = value(asked, false);
    if (!key.isEmpty() && !PRIVATE_KEY.matcher(key).matches()) {
      problems.invalid(
          "/value",
          "Expected a private key without a passphrase, from -----BEGIN to -----END, because"
              + " known_hosts is set; found something else.");
    }
    return key;
  }

  private void checkHosts(List<String> hosts) {
    for (int i = 0; i < hosts.size(); i++) {
      if (!HOST.matcher(hosts.get(i)).matches()) {
        problems.invalid(
            "/hosts/" + i,
            "Expected a host name in lower case, with a port or without, found '%s'."
                .formatted(Shown.shortly(hosts.get(i))));
      }
    }
  }

  private @Nullable Content provider(SecretRequest asked) {
    if (asked.provider() == null) {
      problems.missing("/provider", "an account at a provider");
      return null;
    }
    return new ProviderContents(asked.provider(), limits, this, problems).decide();
  }

  private String value(SecretRequest asked, boolean token) {
    return part("/value", asked.value(), token);
  }

  /**
   * A secret part that has to be there.
   *
   * @param token whether it goes into a header, and so has neither spaces nor line breaks
   */
  String part(String pointer, @Nullable String value, boolean token) {
    if (value == null || value.isEmpty()) {
      problems.missing(pointer, "a value: what a secret is used for changes only together with it");
      return "";
    }
    if (value.getBytes(StandardCharsets.UTF_8).length > limits.maxValue().toBytes()) {
      problems.invalid(
          pointer,
          "Expected at most %d bytes of UTF-8, found more.".formatted(limits.maxValue().toBytes()));
    }
    if (token && value.chars().anyMatch(c -> c <= ' ' || c > '~')) {
      problems.invalid(pointer, "Expected visible ASCII characters without spaces, found others.");
    }
    return value;
  }
}

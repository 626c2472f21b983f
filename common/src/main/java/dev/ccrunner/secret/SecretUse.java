package dev.ccrunner.secret;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a secret is used for, as far as that is no secret. It is sealed in with the value as
 * associated data: who can write to the database cannot send a value anywhere else.
 */
public sealed interface SecretUse {

  /** The kind of secret that is used so. */
  default SecretKind kind() {
    return switch (this) {
      case Env _ -> SecretKind.ENV;
      case Git _ -> SecretKind.GIT;
      case Mcp _ -> SecretKind.MCP;
      case Provider _ -> SecretKind.PROVIDER;
    };
  }

  /**
   * The value of an environment variable.
   *
   * @param envName the variable's name
   */
  record Env(String envName) implements SecretUse {}

  /**
   * The password or token of a sign-in by HTTPS; with known hosts, the private key of one by SSH.
   *
   * @param hosts where it may be sent, and nowhere else
   * @param username what it is sent with
   * @param knownHosts the hosts' public keys, as OpenSSH's {@code known_hosts} has them; null: it
   *     is for HTTPS
   */
  record Git(List<String> hosts, String username, @Nullable String knownHosts)
      implements SecretUse {
    public Git {
      hosts = List.copyOf(hosts);
    }
  }

  /** A bearer token for MCP servers; which server uses it, the server's own settings say. */
  record Mcp() implements SecretUse {}

  /**
   * An account at a model provider.
   *
   * @param baseUrl where it answers; null: the official address
   * @param authorization how the key is sent, {@code x-api-key} or {@code bearer}; null where there
   *     is no choice
   * @param region of Bedrock and Vertex; null for the others
   * @param project of Vertex; null for the others
   */
  record Provider(
      ProviderType type,
      @Nullable String baseUrl,
      @Nullable String authorization,
      @Nullable String region,
      @Nullable String project)
      implements SecretUse {}
}

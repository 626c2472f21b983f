package dev.ccrunner.secret;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a secret is for. It is chosen once: a secret of another kind is another secret. */
public enum SecretKind {
  /** An environment variable of runs. */
  ENV(SecretUse.Env.class),
  /** A sign-in at git hosts. */
  GIT(SecretUse.Git.class),
  /** A token for MCP servers. */
  MCP(SecretUse.Mcp.class),
  /** An account at a model provider. */
  PROVIDER(SecretUse.Provider.class);

  private final Class<? extends SecretUse> use;

  SecretKind(Class<? extends SecretUse> use) {
    this.use = use;
  }

  /** The record that says what a secret of this kind is used for. */
  public Class<? extends SecretUse> use() {
    return use;
  }

  /** The name in the API and in the database. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The kind of that name, or empty when there is none. */
  public static Optional<SecretKind> ofWireName(String wireName) {
    return Arrays.stream(values()).filter(kind -> kind.wireName().equals(wireName)).findFirst();
  }

  /** All names. */
  public static List<String> wireNames() {
    return Arrays.stream(values()).map(SecretKind::wireName).toList();
  }
}

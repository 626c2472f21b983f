package dev.ccrunner.local.settings;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What other programs get to see of our own environment. Each gets one built from nothing; ambient
 * {@code ANTHROPIC_*} and {@code CLAUDE_*} variables are in none of them, so no key and no sign-in
 * of whoever starts us is ever used by accident.
 */
public final class Ambient {

  private static final Set<String> ANYBODY =
      Set.of("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "USER", "LOGNAME");

  /** How this machine reaches the network; proxies may stand in either case. */
  private static final Set<String> NETWORK =
      Set.of(
          "HTTP_PROXY",
          "HTTPS_PROXY",
          "NO_PROXY",
          "ALL_PROXY",
          "SSL_CERT_FILE",
          "SSL_CERT_DIR",
          "NODE_EXTRA_CA_CERTS");

  private Ambient() {}

  /** For a small program that only looks at this machine. */
  public static Map<String, String> forLocalProgram(Map<String, String> environment) {
    return only(environment, false, "");
  }

  /** For npm: the network, and its own settings. */
  public static Map<String, String> forNpm(Map<String, String> environment) {
    return only(environment, true, "npm_config_");
  }

  /** For another process of this launcher. */
  public static Map<String, String> forOurselves(Map<String, String> environment) {
    var all = only(environment, true, "npm_config_");
    all.putAll(only(environment, true, "CCR_"));
    for (var name : Set.of("XDG_DATA_HOME", "JAVA_HOME")) {
      if (environment.containsKey(name)) {
        all.put(name, environment.get(name));
      }
    }
    return all;
  }

  private static Map<String, String> only(
      Map<String, String> environment, boolean network, String prefix) {
    var chosen = new LinkedHashMap<String, String>();
    environment.forEach((name, value) -> {
      var wanted =
          ANYBODY.contains(name)
              || (network && NETWORK.contains(name.toUpperCase(java.util.Locale.ROOT)))
              || (!prefix.isEmpty() && name.regionMatches(true, 0, prefix, 0, prefix.length()));
      if (wanted) {
        chosen.put(name, value);
      }
    });
    return chosen;
  }
}

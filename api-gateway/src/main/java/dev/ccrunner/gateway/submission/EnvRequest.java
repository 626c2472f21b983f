package dev.ccrunner.gateway.submission;

import dev.ccrunner.gateway.problem.Shown;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Decides about the field {@code env}. */
final class EnvRequest {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");

  /** What the worker sets itself, or what would change which program runs and whom it talks to. */
  private static final Set<String> RESERVED =
      Set.of(
          "PATH",
          "HOME",
          "USER",
          "LOGNAME",
          "SHELL",
          "PWD",
          "OLDPWD",
          "TMPDIR",
          "TMP",
          "TEMP",
          "IFS",
          "ENV",
          "BASH_ENV",
          "NODE_OPTIONS",
          "NODE_PATH",
          "NODE_EXTRA_CA_CERTS",
          "HTTP_PROXY",
          "HTTPS_PROXY",
          "ALL_PROXY",
          "NO_PROXY",
          "SSL_CERT_FILE",
          "SSL_CERT_DIR",
          "DISABLE_TELEMETRY",
          "DISABLE_AUTOUPDATER",
          "CLAUDECODE");

  private static final List<String> RESERVED_PREFIXES =
      List.of("ANTHROPIC_", "CLAUDE_", "CCR_", "LD_", "DYLD_", "BUN_", "XDG_", "BASH_FUNC_");

  private EnvRequest() {}

  static Map<String, String> decide(
      Map<String, String> env, SubmissionSettings settings, RunAdmission.Refusing refusing) {
    if (env.size() > settings.maxEnv()) {
      refusing.refuse(
          "/env",
          "Expected at most %d variables, found %d.".formatted(settings.maxEnv(), env.size()));
    }
    long size = 0;
    for (var entry : env.entrySet()) {
      checkName(entry.getKey(), refusing);
      size += RunAdmission.bytes(entry.getKey()) + RunAdmission.bytes(entry.getValue());
    }
    if (size > settings.maxEnvSize().toBytes()) {
      refusing.refuse(
          "/env",
          "Expected at most %d bytes in all, found %d."
              .formatted(settings.maxEnvSize().toBytes(), size));
    }
    return env;
  }

  private static void checkName(String name, RunAdmission.Refusing refusing) {
    String pointer = "/env/" + name.replace("~", "~0").replace("/", "~1");
    if (!NAME.matcher(name).matches()) {
      refusing.refuse(
          pointer,
          "Expected letters, digits and '_', not beginning with a digit, found '%s'."
              .formatted(Shown.shortly(name)));
      return;
    }
    String upper = name.toUpperCase(Locale.ROOT);
    if (RESERVED.contains(upper) || RESERVED_PREFIXES.stream().anyMatch(upper::startsWith)) {
      refusing.refuse(
          pointer,
          "Expected a name that the service does not reserve, found '%s'.".formatted(name));
    }
  }
}

package dev.ccrunner.run;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Which environment variables a run may set. */
public final class EnvName {
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

  private static final Pattern HEARD_BY_THE_LOADER =
      Pattern.compile(
          "LD_.*|GLIBC_TUNABLES|GCONV_PATH|LOCPATH|NLSPATH|MALLOC_.*|TZDIR|HOSTALIASES|RES_OPTIONS"
              + "|SHELLOPTS|BASHOPTS|BASH_COMPAT|BASH_XTRACEFD|POSIXLY_CORRECT|PS4");

  private EnvName() {}

  /** Why a run may not set this variable; empty when it may. */
  public enum Refusal {
    /** It is no name of a variable. */
    FORM("letters, digits and '_', not beginning with a digit"),
    /** The service sets it, or keeps it from being set. */
    RESERVED_NAME("a name that the service does not reserve");

    private final String expected;

    Refusal(String expected) {
      this.expected = expected;
    }

    /** What would have been right, to stand after "Expected". */
    public String expected() {
      return expected;
    }
  }

  /** Whether a run may set {@code name}. */
  public static Optional<Refusal> refusal(String name) {
    if (!NAME.matcher(name).matches()) {
      return Optional.of(Refusal.FORM);
    }
    String upper = name.toUpperCase(Locale.ROOT);
    boolean reserved =
        RESERVED.contains(upper) || RESERVED_PREFIXES.stream().anyMatch(upper::startsWith);
    return reserved ? Optional.of(Refusal.RESERVED_NAME) : Optional.empty();
  }

  /**
   * Whether {@code name} may bear a secret. Fewer names may than a run may set: see {@link
   * #heardByTheLoader}.
   */
  public static Optional<Refusal> refusalForSecret(String name) {
    return refusal(name)
        .or(() -> heardByTheLoader(name) ? Optional.of(Refusal.RESERVED_NAME) : Optional.empty());
  }

  /**
   * Whether the loader, the C library or a shell listens to it. Programs that start a run must not
   * hear it, so a worker hands it over by argument, where every user of the machine can read it.
   */
  public static boolean heardByTheLoader(String name) {
    return HEARD_BY_THE_LOADER.matcher(name).matches();
  }
}

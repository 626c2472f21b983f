package dev.ccrunner.local.start;

import dev.ccrunner.infra.secret.KeyFile;
import dev.ccrunner.local.console.CannotContinue;
import dev.ccrunner.local.settings.Context;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;

/**
 * The keys for secrets of an installation on this machine: in a file of the data folder, made at
 * the first start, unless the settings name others.
 */
public final class OwnKeys {
  private static final String FILE = "CCR_SECRETS_KEYFILE";
  private static final String KEYS = "CCR_SECRETS_KEYS";

  private OwnKeys() {}

  /** What gateways and workers are told of them; makes the file if it is not there. */
  public static Map<String, String> settings(Context context) {
    if (areElsewhere(context)) {
      return Map.of(); // the settings say it, and are passed on
    }
    Path file = context.data().secretsKeys();
    try {
      KeyFile.createIfMissing(file, new SecureRandom());
    } catch (IOException e) {
      throw new CannotContinue(
          "The keys for secrets could not be written to %s (%s).".formatted(file, e), e);
    }
    return Map.of("ccr.secrets.key-file", file.toString());
  }

  /** Whether the settings name other keys. */
  public static boolean areElsewhere(Context context) {
    return context.settings().get(FILE).isPresent() || context.settings().get(KEYS).isPresent();
  }
}

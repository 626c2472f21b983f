package dev.ccrunner.local.start;

import dev.ccrunner.local.settings.Context;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where an installation on this machine keeps contents: in a folder of the data folder, unless the
 * settings name another store.
 */
public final class OwnBlobs {
  private static final String STORE = "CCR_BLOBS_STORE";
  private static final String DIRECTORY = "CCR_BLOBS_DIRECTORY";

  private OwnBlobs() {}

  /** What gateways and workers are told of it. */
  static Map<String, String> settings(Context context) {
    if (isElsewhere(context) || context.settings().get(DIRECTORY).isPresent()) {
      return Map.of(); // the settings say it, and are passed on
    }
    return Map.of("ccr.blobs.directory", context.data().blobs().toString());
  }

  /** The folder of the store; empty: it is none of this machine. */
  public static Optional<Path> directory(Context context) {
    return isElsewhere(context)
        ? Optional.empty()
        : Optional.of(
            context.settings().get(DIRECTORY).map(Path::of).orElseGet(context.data()::blobs));
  }

  private static boolean isElsewhere(Context context) {
    return context.settings().get(STORE).filter(store -> !store.equals("directory")).isPresent();
  }
}

package dev.ccrunner.local.settings;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What every command begins with.
 *
 * @param environment our own; read by nobody but the classes of this package and {@code claudecode}
 */
public record Context(Map<String, String> environment, DataPlace data, Settings settings) {

  /**
   * Environment first, then {@code .env} in the working folder, then the one in the data folder.
   */
  public static Context of(@Nullable Path data) {
    var environment = System.getenv();
    var settings = Settings.of(environment, Path.of("").toAbsolutePath());
    var place = DataPlace.choose(data, settings, environment);
    return new Context(environment, place, settings.orElse(place.envFile()));
  }

  @Override
  public String toString() {
    return "Context[" + data + ", " + settings + "]";
  }
}

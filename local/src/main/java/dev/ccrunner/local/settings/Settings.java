package dev.ccrunner.local.settings;

import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The settings whose names begin with {@code CCR_}, from the environment or a {@code .env} file.
 *
 * <ul>
 *   <li>{@code CCR_DATA}: the data folder, unless {@code --data} names one
 *   <li>{@code CCR_ANTHROPIC_API_KEY}: the provider's key
 *   <li>{@code CCR_MODEL_BASE_URL}: where model calls go instead of the official API
 *   <li>{@code CCR_BOOTSTRAP_API_KEY}: the owner's first key, instead of a generated one
 *   <li>{@code CCR_ADMIN_EMAIL}, {@code CCR_ADMIN_PASSWORD}: what the first owner signs in with
 *   <li>{@code CCR_CLAUDE_BIN}: the Claude Code binary to use
 *   <li>{@code CCR_CLAUDE_CACHE}: a folder for the fetched binary that several data folders share
 *   <li>{@code CCR_NPM_REGISTRY}: the npm registry to fetch it from, instead of the one npm uses
 *   <li>{@code CCR_CLAUDE_RELEASES}: a mirror of its maker's release site, used when no registry is
 *       known
 * </ul>
 *
 * <p>Any other is passed on to gateway and worker, whose settings records say what there is.
 */
public record Settings(Map<String, String> values) {

  public Settings {
    values = Map.copyOf(values);
  }

  /** The environment's; what it does not say, {@code .env} in the working folder. */
  public static Settings of(Map<String, String> environment, Path workingFolder) {
    var ours = new LinkedHashMap<String, String>();
    environment.forEach((name, value) -> {
      if (name.startsWith("CCR_")) {
        ours.put(name, value);
      }
    });
    return new Settings(ours).orElse(workingFolder.resolve(".env"));
  }

  /** With what the file says about the settings that are still open. */
  public Settings orElse(Path envFile) {
    var all = new LinkedHashMap<>(EnvFile.read(envFile));
    all.putAll(values);
    return new Settings(all);
  }

  /** A value that is there and not blank. */
  public Optional<String> get(String name) {
    return Optional.ofNullable(values.get(name)).map(String::strip).filter(text -> !text.isEmpty());
  }

  public Optional<Path> path(String name) {
    return get(name).map(text -> Path.of(text).toAbsolutePath().normalize());
  }

  public Optional<URI> uri(String name) {
    return get(name).map(text -> uri(name, text));
  }

  private static URI uri(String name, String text) {
    try {
      var uri = URI.create(text);
      var scheme = String.valueOf(uri.getScheme());
      if ((scheme.equals("http") || scheme.equals("https")) && uri.getHost() != null) {
        return uri;
      }
    } catch (IllegalArgumentException _) {
      // Said below.
    }
    throw new SettingsInvalid(
        "%s: expected an address like https://host/path, found %s.".formatted(name, text));
  }

  /** Names only: values may be keys. */
  @Override
  public String toString() {
    return "Settings" + values.keySet();
  }
}

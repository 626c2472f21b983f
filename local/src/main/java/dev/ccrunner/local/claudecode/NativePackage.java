package dev.ccrunner.local.claudecode;

import dev.ccrunner.local.console.CannotContinue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The pinned Claude Code, as its maker publishes it for one kind of machine: an npm package with a
 * single native program in it.
 *
 * @param platform as in the package's name
 * @param integrity of the package's archive, in the form npm writes it
 */
record NativePackage(String platform, String version, String integrity) {

  /** Raised together with the hashes below and the recorded transcripts. */
  static final String PINNED_VERSION = "2.1.330";

  static NativePackage forThisMachine() {
    var system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    var arm = System.getProperty("os.arch").equals("aarch64");
    if (system.contains("linux")) {
      return pinned((arm ? "linux-arm64" : "linux-x64") + (isMusl() ? "-musl" : ""));
    }
    if (system.contains("mac")) {
      return pinned(arm ? "darwin-arm64" : "darwin-x64");
    }
    throw new CannotContinue(
        "Expected Linux or macOS for Claude Code, found %s. On Windows use WSL."
            .formatted(System.getProperty("os.name")));
  }

  /** Alpine and its like have no glibc. */
  private static boolean isMusl() {
    return Files.exists(Path.of("/etc/alpine-release"));
  }

  static NativePackage pinned(String platform) {
    return new NativePackage(platform, PINNED_VERSION, "sha512-" + hash(platform));
  }

  private static String hash(String platform) {
    return switch (platform) {
      case "linux-x64" ->
          "9Gn+V7DtJ8M1nztP9CeDVl9g3RtrepI7rOFTyPRRnZe8D6zebIHKmC7OvBauucuAP0X0k85SDN/LPVZyjsGezQ==";
      case "linux-arm64" ->
          "V4yanAY5EA5UpwwRPtjSfqDbNqAlUJeVn3NYZw2AgmRHjdpSsLtHAzbxRXfkAnbjwTXzE0uedjQxUY02ARPcsA==";
      case "linux-x64-musl" ->
          "OnduSSPY1b59FA8jTbq20Y1XkDUV0S1OVyvYBNslEbpX79P81JF7Ih4lgYvDKiFnnSv75z4Kv6qLE5DQqogYXA==";
      case "linux-arm64-musl" ->
          "NemfeTqZ30tQDhAeumZgDYoX4ewhAHkN3dbcsyvlgb+yvpKUlcYu5Bor8K+Du5azGe3uy9sftlJxbGhTsCR7zA==";
      case "darwin-arm64" ->
          "rgzAjrRJJsIdZXGF9CCFFbURxKuJNobRr+krV3dNmqNJWIws74rLD0CABe4+nXlx/9WwRECTrveprWB96mubqw==";
      case "darwin-x64" ->
          "XenTNj2zXaFrnLmf47n25vChfFhlfeyaAR/vW5SFsEnLGwd2U1vDUY97+5etHBZu3xWBnlK8HhBVxzRi9YTUDw==";
      default -> throw new IllegalArgumentException("No Claude Code is pinned for " + platform);
    };
  }

  String name() {
    return "@anthropic-ai/claude-code-" + platform;
  }

  /** Where registries keep it, below their own address. */
  String archivePath() {
    return "%s/-/claude-code-%s-%s.tgz".formatted(name(), platform, version);
  }
}

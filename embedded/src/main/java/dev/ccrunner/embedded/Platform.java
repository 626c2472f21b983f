package dev.ccrunner.embedded;

import java.util.Locale;

/** The machines there are programs for. */
enum Platform {
  LINUX_X86("linux-x86_64", "linux-amd64"),
  LINUX_ARM("linux-arm_64", "linux-arm64"),
  MAC_X86("darwin-x86_64", "darwin-amd64"),
  MAC_ARM("darwin-arm_64", "darwin-arm64");

  private final String postgresName;
  private final String redisName;

  Platform(String postgresName, String redisName) {
    this.postgresName = postgresName;
    this.redisName = redisName;
  }

  static Platform current() {
    var system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    var arm = System.getProperty("os.arch").equals("aarch64");
    var x86 =
        System.getProperty("os.arch").equals("amd64")
            || System.getProperty("os.arch").equals("x86_64");
    if (system.contains("linux") && (arm || x86)) {
      return arm ? LINUX_ARM : LINUX_X86;
    }
    if (system.contains("mac") && (arm || x86)) {
      return arm ? MAC_ARM : MAC_X86;
    }
    throw new EmbeddedStartFailed(
        "Expected Linux or macOS on amd64 or arm64 for the embedded services, found %s on %s. Use services of your own there."
            .formatted(System.getProperty("os.name"), System.getProperty("os.arch")));
  }

  String postgresArchive() {
    return "postgres-" + postgresName + ".txz";
  }

  String redisProgram() {
    return "redis-server-7.0.15-" + redisName;
  }
}

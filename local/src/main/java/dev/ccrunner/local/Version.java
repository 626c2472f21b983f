package dev.ccrunner.local;

import dev.ccrunner.local.claudecode.ClaudeCodes;
import java.io.IOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** This program's version, and that of the Claude Code it is made for. */
final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() throws IOException {
    var properties = new Properties();
    try (var resource = Version.class.getResourceAsStream("version.properties")) {
      properties.load(resource);
    }
    return new String[] {
      "Claude Code Runner " + properties.getProperty("version"),
      "made for Claude Code " + ClaudeCodes.pinnedVersion()
    };
  }
}

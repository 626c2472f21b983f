package dev.ccrunner.worker.git;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The whole configuration of a git that we start, handed over in its environment: it reads no file
 * of this machine, of a user, or of anybody's making.
 */
public final class GitConfig {
  /** What old and honest repositories have wrong, and what harms nobody. */
  private static final List<String> TOLERATED =
      List.of(
          "badDate",
          "badDateOverflow",
          "badEmail",
          "badName",
          "badTimezone",
          "missingEmail",
          "missingNameBeforeEmail",
          "missingSpaceBeforeDate",
          "missingSpaceBeforeEmail",
          "missingTaggerEntry",
          "multipleAuthors",
          "zeroPaddedFilemode");

  private final List<Map.Entry<String, String>> entries = new ArrayList<>();

  private GitConfig() {}

  /** Of a git that may reach nobody. */
  public static GitConfig offline() {
    var config =
        new GitConfig()
            .set("core.hooksPath", "/dev/null")
            .set("core.fsmonitor", "false")
            .set("core.attributesFile", "/dev/null")
            .set("core.excludesFile", "/dev/null")
            .set("core.protectHFS", "true")
            .set("core.protectNTFS", "true")
            .set("credential.helper", "")
            .set("fetch.recurseSubmodules", "false")
            .set("fetch.unpackLimit", "1")
            .set("fetch.writeCommitGraph", "false")
            .set("gc.auto", "0")
            .set("init.templateDir", "")
            .set("maintenance.auto", "false")
            .set("protocol.allow", "never")
            .set("protocol.version", "2")
            .set("submodule.recurse", "false")
            .set("transfer.bundleURI", "false")
            .set("transfer.fsckObjects", "true");
    TOLERATED.forEach(id -> config.set("fetch.fsck." + id, "ignore"));
    return config;
  }

  /** Adds one; several of one key are a list. */
  public GitConfig set(String key, String value) {
    entries.add(Map.entry(key, value));
    return this;
  }

  /** The environment, with nothing else in it than this configuration. */
  public Map<String, String> environment() {
    var environment = new LinkedHashMap<String, String>();
    environment.put("GIT_CONFIG_NOSYSTEM", "1");
    environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
    environment.put("GIT_ATTR_NOSYSTEM", "1");
    environment.put("GIT_NO_REPLACE_OBJECTS", "1");
    environment.put("GIT_TERMINAL_PROMPT", "0");
    environment.put("LC_ALL", "C");
    environment.put("GIT_CONFIG_COUNT", Integer.toString(entries.size()));
    for (int i = 0; i < entries.size(); i++) {
      environment.put("GIT_CONFIG_KEY_" + i, entries.get(i).getKey());
      environment.put("GIT_CONFIG_VALUE_" + i, entries.get(i).getValue());
    }
    return environment;
  }
}

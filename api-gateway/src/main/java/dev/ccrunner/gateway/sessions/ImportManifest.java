package dev.ccrunner.gateway.sessions;

import dev.ccrunner.gateway.problem.Shown;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whether the files of an archive are those that its list says, with the same contents. */
final class ImportManifest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** For each file of as many as an archive may have. */
  private static final int BYTES_OF_A_FILE = 600;

  private final Map<String, Content> found = new HashMap<>();
  private final Map<String, Content> listed = new HashMap<>();

  /** What is in a file. */
  private record Content(long bytes, String sha256) {}

  /** The archive has this file; false: it had one of that name before. */
  boolean has(String path, long bytes, String sha256) {
    return found.put(path, new Content(bytes, sha256)) == null;
  }

  /** Reads the list. */
  void read(InputStream content, int maxFiles) throws IOException, ImportRefused {
    int atMost = BYTES_OF_A_FILE * maxFiles;
    byte[] json = content.readNBytes(atMost + 1);
    if (json.length > atMost) {
      throw new ImportRefused("Expected a manifest.json that lists files, found a longer one");
    }
    try {
      var files = JSON.readTree(json).path("files");
      for (var file : files) {
        list(file);
      }
    } catch (JacksonException _) {
      throw new ImportRefused("Expected a manifest.json that lists files, found no JSON in it");
    }
  }

  private void list(JsonNode file) {
    listed.put(
        file.path("path").asString(""),
        new Content(file.path("bytes").asLong(-1), file.path("sha256").asString("")));
  }

  /** Refuses an archive that is not what its list says. */
  void check() throws ImportRefused {
    for (var path : found.keySet()) {
      if (!found.get(path).equals(listed.get(path))) {
        throw new ImportRefused(
            "Expected each file with the length and SHA-256 that manifest.json has for it, found '%s' without or with others"
                .formatted(Shown.shortly(path)));
      }
    }
    for (var path : listed.keySet()) {
      if (!found.containsKey(path)) {
        throw new ImportRefused(
            "Expected each file that manifest.json lists, found no '%s'"
                .formatted(Shown.shortly(path)));
      }
    }
  }
}

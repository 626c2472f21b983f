package dev.ccrunner.worker.harvest;

import java.util.Locale;
import java.util.Map;

/**
 * What a file is by the end of its name, as far as it is something that no browser runs; all others
 * are bytes. A page or a drawing that a run made is somebody else's program.
 */
final class MediaTypes {
  static final String BYTES = "application/octet-stream";

  private static final Map<String, String> BY_ENDING =
      Map.ofEntries(
          Map.entry("txt", "text/plain"),
          Map.entry("log", "text/plain"),
          Map.entry("md", "text/markdown"),
          Map.entry("csv", "text/csv"),
          Map.entry("diff", "text/x-diff"),
          Map.entry("patch", "text/x-diff"),
          Map.entry("json", "application/json"),
          Map.entry("jsonl", "application/x-ndjson"),
          Map.entry("yaml", "application/yaml"),
          Map.entry("yml", "application/yaml"),
          Map.entry("pdf", "application/pdf"),
          Map.entry("zip", "application/zip"),
          Map.entry("gz", "application/gzip"),
          Map.entry("tgz", "application/gzip"),
          Map.entry("tar", "application/x-tar"),
          Map.entry("png", "image/png"),
          Map.entry("jpg", "image/jpeg"),
          Map.entry("jpeg", "image/jpeg"),
          Map.entry("gif", "image/gif"),
          Map.entry("webp", "image/webp"));

  private MediaTypes() {}

  static String of(String name) {
    int dot = name.lastIndexOf('.');
    return dot < 0
        ? BYTES
        : BY_ENDING.getOrDefault(name.substring(dot + 1).toLowerCase(Locale.ROOT), BYTES);
  }
}

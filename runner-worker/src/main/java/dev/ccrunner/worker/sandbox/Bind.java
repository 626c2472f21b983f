package dev.ccrunner.worker.sandbox;

import java.nio.file.Path;

/**
 * A file or directory that a program of ours finds in its sandbox beside the run's own.
 *
 * @param host where it is
 * @param inside where it is found, unless the sandbox hides nothing; a place of its own
 */
public record Bind(Path host, Path inside, boolean writable) {
  public static Bind readOnly(Path host, Path inside) {
    return new Bind(host, inside, false);
  }

  public static Bind writable(Path host, Path inside) {
    return new Bind(host, inside, true);
  }
}

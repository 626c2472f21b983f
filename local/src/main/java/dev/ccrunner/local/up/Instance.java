package dev.ccrunner.local.up;

import dev.ccrunner.local.settings.DataPlace;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Optional;
import java.util.Properties;

/**
 * A running installation, as its data folder knows it.
 *
 * @param startedMillis of the process: ids are used again, so the id alone would not identify it
 * @param url empty until it is ready
 */
public record Instance(long pid, long startedMillis, String url) {

  private static final long START_TOLERANCE_MILLIS = 2_000;

  static Instance ofThisProcess(String url) {
    var self = ProcessHandle.current();
    return new Instance(self.pid(), started(self), url);
  }

  private static long started(ProcessHandle process) {
    return process.info().startInstant().orElse(Instant.EPOCH).toEpochMilli();
  }

  public boolean ready() {
    return !url.isEmpty();
  }

  /** The one that runs on this data now. */
  public static Optional<Instance> running(DataPlace data) {
    return recorded(data).filter(instance -> instance.process().isPresent());
  }

  static Optional<Instance> recorded(DataPlace data) {
    if (!Files.isReadable(data.instance())) {
      return Optional.empty();
    }
    try {
      var properties = new Properties();
      properties.load(new StringReader(Files.readString(data.instance())));
      return Optional.of(
          new Instance(
              Long.parseLong(properties.getProperty("pid", "")),
              Long.parseLong(properties.getProperty("started", "")),
              properties.getProperty("url", "")));
    } catch (IOException | NumberFormatException _) {
      return Optional.empty();
    }
  }

  /** Only if it is really that process, not another that got its id. */
  Optional<ProcessHandle> process() {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .filter(process -> Math.abs(started(process) - startedMillis) <= START_TOLERANCE_MILLIS);
  }

  void write(DataPlace data) throws IOException {
    Path fresh = data.root().resolve("instance.new");
    Files.writeString(fresh, "pid=%d\nstarted=%d\nurl=%s\n".formatted(pid, startedMillis, url));
    Files.move(
        fresh,
        data.instance(),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }
}

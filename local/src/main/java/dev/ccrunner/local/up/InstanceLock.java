package dev.ccrunner.local.up;

import dev.ccrunner.local.console.CannotContinue;
import dev.ccrunner.local.settings.DataPlace;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;

/** The data folder is ours as long as this is open; it goes with the process, however that ends. */
final class InstanceLock implements AutoCloseable {

  private final DataPlace data;
  private final FileChannel channel;

  private InstanceLock(DataPlace data, FileChannel channel) {
    this.data = data;
    this.channel = channel;
  }

  static InstanceLock take(DataPlace data) throws IOException {
    var channel =
        FileChannel.open(data.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (channel.tryLock() == null) {
      channel.close();
      throw alreadyRunning(data);
    }
    Instance.ofThisProcess("").write(data);
    return new InstanceLock(data, channel);
  }

  /** From now on others find the way to it. */
  void announce(String url) throws IOException {
    Instance.ofThisProcess(url).write(data);
  }

  static CannotContinue alreadyRunning(DataPlace data) {
    var who =
        Instance.running(data)
            .map(instance ->
                instance.ready()
                    ? "at %s (process %d)".formatted(instance.url(), instance.pid())
                    : "and still starting (process %d)".formatted(instance.pid()))
            .orElse("");
    return new CannotContinue(
        "Claude Code Runner already runs on %s %s. Stop it with ./ccr down, or choose another folder with --data."
            .formatted(data.root(), who));
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(data.instance());
    channel.close();
  }
}

package dev.ccrunner.bench.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** One client that reads the events of one run, from the first to the terminal one. */
public final class EventStream implements AutoCloseable {

  private static final String EVENT = "event: ";
  private static final String DATA = "data: ";

  private final HttpConnection connection;
  private final BufferedReader lines;

  public EventStream(Api api, String run) throws IOException {
    this(api, run, 0);
  }

  /**
   * From the event after number {@code after} on.
   *
   * @throws NothingFollows when that was the last event of a run that has ended
   */
  public EventStream(Api api, String run, long after) throws IOException {
    this.connection = new HttpConnection(api.port());
    try {
      this.lines =
          new BufferedReader(
              new InputStreamReader(
                  connection.open(api.events(run, after)), StandardCharsets.UTF_8),
              64 * 1024);
    } catch (IOException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  /** An event, and when its last byte was read. */
  public record Received(String type, String data, long nanoTime) {}

  /** The next one; null after the last. */
  public @Nullable Received next() throws IOException {
    var type = "";
    var data = "";
    for (var line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith(EVENT)) {
        type = line.substring(EVENT.length());
      } else if (line.startsWith(DATA)) {
        data = line.substring(DATA.length());
      } else if (line.isEmpty() && !data.isEmpty()) {
        return new Received(type, data, System.nanoTime());
      }
    }
    return null;
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}

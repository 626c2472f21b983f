package dev.ccrunner.testkit;

import dev.ccrunner.embedded.EmbeddedOptions;
import dev.ccrunner.embedded.EmbeddedRedis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A Redis of one test alone, which may therefore stop it, flush it and kill its connections; {@link
 * TestServices#redis} is shared.
 */
public final class RealRedis implements AutoCloseable {
  private final EmbeddedRedis server;
  private final String uri;
  private final String password;
  private final int port;

  private RealRedis(EmbeddedRedis server) {
    var endpoint = server.endpoint();
    this.server = server;
    this.uri = endpoint.uri();
    this.password = endpoint.password();
    this.port = endpoint.port();
  }

  public static RealRedis start() {
    return new RealRedis(EmbeddedRedis.start(EmbeddedOptions.temporary().withoutDurability()));
  }

  /** Contains the password; stays the same over restarts. */
  public String uri() {
    return uri;
  }

  public void stop() {
    server.stop();
  }

  /** On the same port and data. */
  public void startAgain() {
    server.start();
  }

  /** Sends a command over a connection of its own; answers what came back. */
  public String tell(String command) {
    try (var socket = new Socket("127.0.0.1", port)) {
      socket
          .getOutputStream()
          .write(
              "AUTH %s\r\n%s\r\nQUIT\r\n"
                  .formatted(password, command)
                  .getBytes(StandardCharsets.UTF_8));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (answer.contains("-ERR")) {
        throw new IllegalArgumentException(command + ": " + answer);
      }
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Leaves every command of every client unanswered for so long; returns at once. */
  public void freeze(Duration time) {
    try (var socket = new Socket("127.0.0.1", port)) {
      socket
          .getOutputStream()
          .write(
              "AUTH %s\r\nCLIENT PAUSE %d ALL\r\n"
                  .formatted(password, time.toMillis())
                  .getBytes(StandardCharsets.UTF_8));
      String expected = "+OK\r\n+OK\r\n";
      byte[] answer = socket.getInputStream().readNBytes(expected.length());
      if (!expected.equals(new String(answer, StandardCharsets.UTF_8))) {
        throw new IllegalStateException(new String(answer, StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    server.close();
  }
}

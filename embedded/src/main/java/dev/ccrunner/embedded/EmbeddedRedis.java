package dev.ccrunner.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Redis 7.0: on loopback, with a password, and with an append-only file synchronised each second.
 */
public final class EmbeddedRedis extends EmbeddedService {

  private static final String HOST = "127.0.0.1";
  private static final int PROBE_TIMEOUT_MILLIS = 1_000;

  private final Path programs;
  private final String password;

  EmbeddedRedis(EmbeddedOptions options, DataFolder data) {
    super(Service.REDIS, options, data, StopSignal.TERMINATE, Duration.ofSeconds(5));
    try {
      this.programs = data.programs();
      this.password = Secret.passwordIn(folder().resolve("password"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Only Redis. */
  public static EmbeddedRedis start(EmbeddedOptions options) {
    return startAlone(options, EmbeddedRedis::new);
  }

  public RedisEndpoint endpoint() {
    return new RedisEndpoint(HOST, port(), password, pid());
  }

  /** The password is in the file, for anyone may read a command line. */
  @Override
  List<String> prepare(int port) throws IOException {
    var config = folder().resolve("redis.conf");
    Secret.folder(folder().resolve("data"));
    Secret.write(
        config,
        """
        # Written anew at each start.
        bind 127.0.0.1
        port %d
        requirepass %s
        dir %s
        # What a restart reads; a SIGTERM writes the rest of it first. Snapshots beside it would only double the writes.
        appendonly yes
        appendfsync %s
        save ""
        # Redis is the fast path, not the truth: it says no rather than taking all memory, or forgetting things by itself.
        maxmemory 256mb
        maxmemory-policy noeviction
        loglevel warning
        # A changed process title would hide the folder by which a left-over process is recognised.
        set-proc-title no
        """
            .formatted(
                port,
                password,
                quoted(folder().resolve("data")),
                options().durable() ? "everysec" : "no"));
    return List.of(Programs.redis(programs).toString(), config.toString());
  }

  private static String quoted(Path path) {
    return '"' + path.toString().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /** It says LOADING instead of PONG while it reads its file. */
  @Override
  boolean isReady(long pid) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(HOST, port()), PROBE_TIMEOUT_MILLIS);
      socket.setSoTimeout(PROBE_TIMEOUT_MILLIS);
      socket
          .getOutputStream()
          .write(
              "AUTH %s\r\nPING\r\nQUIT\r\n"
                  .formatted(password)
                  .getBytes(StandardCharsets.US_ASCII));
      var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      return answer.startsWith("+OK\r\n+PONG");
    } catch (IOException _) {
      return false;
    }
  }
}

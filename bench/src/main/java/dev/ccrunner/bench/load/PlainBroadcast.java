package dev.ccrunner.bench.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/**
 * The least a server can do: writes the same frame to everybody who is connected, at a steady rate,
 * and neither reads, nor stores, nor looks after slow ones. What its clients see is what this
 * machine and the client itself take.
 */
public final class PlainBroadcast implements AutoCloseable {

  private static final int BACKLOG = 4_096;
  private static final String HEAD =
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";

  private final ServerSocketChannel server;
  private final List<SocketChannel> clients = new CopyOnWriteArrayList<>();
  private final List<Thread> threads;
  private volatile boolean closed;

  private PlainBroadcast(ServerSocketChannel server, String frame, double perSecond, Clock clock) {
    this.server = server;
    this.threads =
        List.of(
            Thread.ofPlatform().daemon().name("broadcast-accept").unstarted(this::accept),
            Thread.ofPlatform()
                .daemon()
                .name("broadcast")
                .unstarted(() -> broadcast(frame, perSecond, clock)));
  }

  /**
   * Listens when it returns.
   *
   * @param event the data of one event, with {@code event N at MILLIS} somewhere in it
   */
  public static PlainBroadcast start(String event, double perSecond, Clock clock)
      throws IOException {
    var server = ServerSocketChannel.open();
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
    var broadcast = new PlainBroadcast(server, event, perSecond, clock);
    broadcast.threads.forEach(Thread::start);
    return broadcast;
  }

  public int port() {
    return server.socket().getLocalPort();
  }

  private void accept() {
    while (!closed) {
      try {
        var client = server.accept();
        client.setOption(StandardSocketOptions.TCP_NODELAY, true);
        client.write(ByteBuffer.wrap(HEAD.getBytes(StandardCharsets.US_ASCII)));
        client.configureBlocking(false);
        clients.add(client);
      } catch (IOException _) {
        return; // closed
      }
    }
  }

  private void broadcast(String event, double perSecond, Clock clock) {
    var next = System.nanoTime();
    for (var n = 1; !closed; n++) {
      var text = "event %d at %d.000".formatted(n, clock.millis());
      var data = event.replaceFirst("event \\d+ at [0-9.]+", text);
      write(chunk("id: %d\nevent: agent.message\ndata: %s\n\n".formatted(n, data)));
      next += (long) (1e9 / perSecond);
      for (var wait = next - System.nanoTime(); wait > 0; wait = next - System.nanoTime()) {
        LockSupport.parkNanos(wait);
      }
    }
  }

  private static ByteBuffer chunk(String frame) {
    var length = Integer.toHexString(frame.getBytes(StandardCharsets.UTF_8).length);
    return ByteBuffer.wrap((length + "\r\n" + frame + "\r\n").getBytes(StandardCharsets.UTF_8));
  }

  private void write(ByteBuffer frame) {
    for (var client : clients) {
      try {
        client.write(frame.duplicate());
      } catch (IOException _) {
        clients.remove(client);
      }
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    server.close();
    for (var client : clients) {
      client.close();
    }
  }
}

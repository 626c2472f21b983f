package dev.ccrunner.bench.load;

import dev.ccrunner.bench.report.Latencies;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;

/**
 * Very many clients of one stream, in one thread. Takes from each event how long it was on its way,
 * counted from when the steady rate says that it was due: should the sender be held up, its
 * lateness counts too.
 */
final class Swarm implements AutoCloseable {

  private static final int BUFFER = 256 * 1024;
  private static final int LONGEST_SETTLE_SECONDS = 30;
  private static final double CAUGHT_UP_MILLIS = 500;

  private final Selector selector = Selector.open();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
  private final double periodMillis;
  private final Clock clock;
  private Latencies sinceDue = new Latencies();
  private Latencies sinceSent = new Latencies();
  private boolean measuring;
  private double nowMillis;
  private double firstDue = Double.MAX_VALUE;
  private long heard;
  private int closed;

  Swarm(double perSecond, Clock clock) throws IOException {
    this.periodMillis = TimeUnit.SECONDS.toMillis(1) / perSecond;
    this.clock = clock;
  }

  /** Connects one more client; its request is sent at once. */
  void connect(int port, byte[] request) throws IOException {
    var channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.write(ByteBuffer.wrap(request));
    channel.configureBlocking(false);
    var _ = channel.register(selector, SelectionKey.OP_READ, new FrameReader(this::heard));
    listen(0);
  }

  /**
   * Reads until everybody has caught up with what was said before they came, or until it is clear
   * that they never will.
   */
  void settle() throws IOException {
    for (var i = 0; i < LONGEST_SETTLE_SECONDS; i++) {
      measure(TimeUnit.SECONDS.toMillis(1));
      if (heard > 0 && sinceSent.maxMillis() < CAUGHT_UP_MILLIS) {
        return;
      }
    }
  }

  /** Reads for so long, and measures. */
  void measure(long millis) throws IOException {
    sinceDue = new Latencies();
    sinceSent = new Latencies();
    heard = 0;
    measuring = true;
    listen(millis);
    measuring = false;
  }

  Latencies sinceDue() {
    return sinceDue;
  }

  Latencies sinceSent() {
    return sinceSent;
  }

  long heard() {
    return heard;
  }

  /** Connections that the server ended. */
  int closed() {
    return closed;
  }

  private void listen(long millis) throws IOException {
    var end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    do {
      var left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (left > 0) {
        selector.select(this::readable, left);
      } else {
        selector.selectNow(this::readable);
      }
    } while (System.nanoTime() < end);
  }

  private void readable(SelectionKey key) {
    try {
      var channel = (SocketChannel) key.channel();
      buffer.clear();
      if (channel.read(buffer) < 0) {
        closed++;
        channel.close();
        return;
      }
      nowMillis = ChronoUnit.MICROS.between(java.time.Instant.EPOCH, clock.instant()) / 1000.0;
      ((FrameReader) key.attachment()).read(buffer.flip());
    } catch (IOException _) {
      closed++;
      key.cancel();
    }
  }

  private void heard(long number, double sentAtMillis) {
    // The sender's schedule starts at the earliest moment that any event shows.
    firstDue = Math.min(firstDue, sentAtMillis - number * periodMillis);
    if (measuring) {
      heard++;
      sinceSent.addMicros((long) ((nowMillis - sentAtMillis) * 1000));
      sinceDue.addMicros((long) ((nowMillis - firstDue - number * periodMillis) * 1000));
    }
  }

  @Override
  public void close() throws IOException {
    for (var key : selector.keys()) {
      key.channel().close();
    }
    selector.close();
  }
}

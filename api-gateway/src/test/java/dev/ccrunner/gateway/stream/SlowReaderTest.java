package dev.ccrunner.gateway.stream;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ccrunner.event.EventType;
import dev.ccrunner.testkit.RealRedis;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class SlowReaderTest {
  private static final int BIG = 100_000;

  private static final FakeHistory HISTORY = new FakeHistory();
  private static RealRedis redis;
  private static Gateway gateway;

  @BeforeAll
  static void start() {
    redis = RealRedis.start();
    gateway =
        Gateway.start(
            redis,
            HISTORY,
            "ccr.stream.window.bytes=256KB",
            "ccr.stream.window.total-bytes=1MB",
            "ccr.stream.write-deadline=5m");
    await().until(gateway::redisAvailable);
  }

  @AfterAll
  static void stop() {
    gateway.close();
    redis.close();
  }

  @Test
  void aSlowReaderFallsBackToTheStoredLogAndGetsEverythingOnce() throws IOException {
    var run = new WrittenRun(gateway.log(), HISTORY);
    run.write(1);
    try (var slow = stuck(run);
        var fast = SseClient.open(gateway, run, "")) {
      BufferedReader reader = reader(slow);
      List<String> got = new ArrayList<>();
      got.add(nextData(reader));
      fast.take(1);

      // Far more than the window and what the sockets on both sides take.
      for (int i = 0; i < 150; i++) {
        run.write(EventType.LOG, "{\"text\":\"" + "x".repeat(BIG) + "\"}");
        fast.take(1);
      }
      run.store();
      run.end();
      fast.rest();
      while (got.size() < run.events().size()) {
        got.add(nextData(reader));
      }

      assertThat(got).isEqualTo(run.json());
      assertThat(gateway.metric("sse.fallbacks")).isPositive();
      await().untilAsserted(() -> assertThat(gateway.metric("sse.subscribers")).isZero());
    }
  }

  @Test
  void aThousandClientsThatReadAByteASecondLeaveTheHeapFlatAndHoldNobodyUp() throws Exception {
    var run = new WrittenRun(gateway.log(), HISTORY);
    run.write(1);
    List<Socket> slow = new ArrayList<>();
    var readers = Executors.newSingleThreadScheduledExecutor();
    try (var healthy = SseClient.open(gateway, run, "")) {
      healthy.take(1);
      for (int i = 0; i < 1_000; i++) {
        slow.add(stuck(run));
      }
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertThat(gateway.metric("sse.subscribers")).isEqualTo(1_001));
      var bytes = new AtomicLong();
      var reading = readers.scheduleAtFixedRate(() -> readAByteOfEach(slow, bytes), 0, 1, SECONDS);
      long before = liveHeap();

      // The sockets are full after a few of them; a thousand private copies would be 10 GB.
      List<Duration> delays = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        long written = System.nanoTime();
        run.write(EventType.LOG, "{\"text\":\"" + "x".repeat(BIG) + "\"}");
        healthy.take(1);
        delays.add(Duration.ofNanos(System.nanoTime() - written));
      }
      await().atMost(Duration.ofSeconds(30)).until(() -> bytes.get() >= 5_000);

      long growth = liveHeap() - before;
      Collections.sort(delays);
      LoggerFactory.getLogger(SlowReaderTest.class)
          .info(
              "1,000 clients reading 1 byte/s, 10 MB of events: live heap {} MB before, {} MB after; an event reaches a healthy client in {} ms, the slowest in {} ms",
              before >> 20,
              (before + growth) >> 20,
              delays.get(50).toMillis(),
              delays.getLast().toMillis());
      assertThat(reading.isDone()).as("the readers read on").isFalse();
      assertThat(gateway.metric("sse.subscribers")).isEqualTo(1_001);
      assertThat(growth).isLessThan(100L << 20);
      assertThat(delays.get(50)).isLessThan(Duration.ofMillis(500));
    } finally {
      readers.shutdownNow();
      for (Socket socket : slow) {
        socket.close();
      }
    }
    run.end();
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(gateway.metric("sse.subscribers")).isZero());
  }

  private static void readAByteOfEach(List<Socket> sockets, AtomicLong bytes) {
    try {
      for (Socket socket : sockets) {
        if (socket.getInputStream().read() < 0) {
          throw new AssertionError("A slow client was sent away");
        }
        bytes.incrementAndGet();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is still in use after a full collection. */
  private static long liveHeap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  /** A client with a small receive buffer that reads only when the test does. */
  private static Socket stuck(WrittenRun run) throws IOException {
    var socket = new Socket();
    socket.setReceiveBufferSize(4_096);
    socket.connect(new InetSocketAddress("127.0.0.1", gateway.port()));
    socket
        .getOutputStream()
        .write(
            ("GET /v1/runs/%s/events HTTP/1.0\r\nHost: x\r\nAccept: text/event-stream\r\n\r\n"
                    .formatted(run.id))
                .getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private static BufferedReader reader(Socket socket) throws IOException {
    return new BufferedReader(
        new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
  }

  private static String nextData(BufferedReader reader) throws IOException {
    String line = reader.readLine();
    while (line != null && !line.startsWith("data: ")) {
      line = reader.readLine();
    }
    if (line == null) {
      throw new AssertionError("The stream ended early");
    }
    return line.substring("data: ".length());
  }
}

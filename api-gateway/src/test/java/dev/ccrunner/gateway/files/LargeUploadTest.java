package dev.ccrunner.gateway.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.gateway.testing.TestGateway;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What is large goes through and is never in memory. */
class LargeUploadTest {
  private static final long SIZE = 300L << 20;
  private static final long MOST_HEAP = 100L << 20;

  private final TestGateway gateway = TestGateway.shared();

  @Test
  void leavesTheHeapFlat() throws Exception {
    var form = new Form().file("large.bin", "application/octet-stream", new Zeros(SIZE));
    try (var http = HttpClient.newHttpClient();
        var heap = new LiveHeap()) {
      var made =
          http.send(
              request("/v1/files").header("Content-Type", Form.TYPE).POST(form.body()).build(),
              BodyHandlers.ofString());
      assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
      String path = made.headers().firstValue("Location").orElseThrow();
      var content =
          http.send(request(path + "/content").GET().build(), BodyHandlers.ofInputStream());
      assertThat(count(content.body())).isEqualTo(SIZE);

      assertThat(heap.growth()).isLessThan(MOST_HEAP);
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + path))
        .header("Authorization", "Bearer " + TestGateway.KEY);
  }

  private static long count(InputStream in) throws IOException {
    var buffer = new byte[1 << 20];
    long bytes = 0;
    for (int read; (read = in.read(buffer)) >= 0; ) {
      bytes += read;
    }
    return bytes;
  }

  /** Looks again and again at how much of the heap is in use after a collection. */
  private static final class LiveHeap implements AutoCloseable {
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicLong most = new AtomicLong();
    private final long before = live();
    private final Thread looking =
        Thread.ofPlatform()
            .start(() -> {
              while (!over.get()) {
                most.accumulateAndGet(live(), Math::max);
              }
            });

    long growth() {
      return most.get() - before;
    }

    private static long live() {
      System.gc();
      return ManagementFactory.getMemoryPoolMXBeans().stream()
          .filter(pool -> pool.getType() == MemoryType.HEAP)
          .map(pool -> pool.getCollectionUsage())
          .filter(usage -> usage != null)
          .mapToLong(usage -> usage.getUsed())
          .sum();
    }

    @Override
    public void close() throws InterruptedException {
      over.set(true);
      looking.join();
    }
  }

  private static final class Zeros extends InputStream {
    private long left;

    Zeros(long size) {
      this.left = size;
    }

    @Override
    public int read() {
      return left-- > 0 ? 0 : -1;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
      if (left <= 0) {
        return -1;
      }
      int count = (int) Math.min(length, left);
      Arrays.fill(bytes, offset, offset + count, (byte) 0);
      left -= count;
      return count;
    }
  }
}

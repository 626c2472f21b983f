package dev.ccrunner.gateway.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.gateway.testing.TestGateway;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What is large goes through and is never in memory. */
class LargeUploadTest {
  private static final long SIZE = 300L << 20;
  private static final long MOST_HEAP = 100L << 20;

  private final TestGateway gateway = TestGateway.shared();

  @Test
  void leavesTheHeapFlat() throws Exception {
    var heap = new LiveHeap();
    var form = new Form().file("large.bin", "application/octet-stream", new Zeros(SIZE, heap));
    try (var http = HttpClient.newHttpClient()) {
      var made =
          http.send(
              request("/v1/files").header("Content-Type", Form.TYPE).POST(form.body()).build(),
              BodyHandlers.ofString());
      assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
      String path = made.headers().firstValue("Location").orElseThrow();
      var content =
          http.send(request(path + "/content").GET().build(), BodyHandlers.ofInputStream());
      assertThat(count(content.body(), heap)).isEqualTo(SIZE);

      assertThat(heap.growth()).isLessThan(MOST_HEAP);
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + path))
        .header("Authorization", "Bearer " + TestGateway.KEY);
  }

  private static long count(InputStream in, LiveHeap heap) throws IOException {
    var buffer = new byte[1 << 20];
    long bytes = 0;
    heap.again();
    for (int read; (read = in.read(buffer)) >= 0; ) {
      bytes += read;
      heap.passed(bytes);
    }
    return bytes;
  }

  /** How much of the heap is in use after a collection, looked at now and then. */
  private static final class LiveHeap {
    private static final long EVERY = 32L << 20;

    private final long before = live();
    private long most = before;
    private long next = EVERY;

    /** So many bytes have passed by. */
    void passed(long bytes) {
      if (bytes >= next) {
        next = bytes + EVERY;
        most = Math.max(most, live());
      }
    }

    /** Beginning again at no bytes. */
    void again() {
      next = EVERY;
    }

    /** How much more it was than at the beginning, at most. */
    long growth() {
      return most - before;
    }

    private static long live() {
      System.gc();
      return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
  }

  private static final class Zeros extends InputStream {
    private final long size;
    private final LiveHeap heap;
    private long left;

    Zeros(long size, LiveHeap heap) {
      this.size = size;
      this.heap = heap;
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
      heap.passed(size - left);
      return count;
    }
  }
}

package dev.ccrunner.gateway.stream;

import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Reads a stream block by block. */
final class SseClient implements AutoCloseable {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  /** What lies between two empty lines. */
  record Block(String id, String event, String data, String other) {}

  final HttpResponse<InputStream> response;
  private final BlockingQueue<Block> blocks = new LinkedBlockingQueue<>();
  private volatile boolean ended;

  private SseClient(HttpResponse<InputStream> response) {
    this.response = response;
    Thread.ofVirtual().name("sse-client").start(this::read);
  }

  static SseClient open(Gateway gateway, WrittenRun run, String query, String... headers) {
    return open(gateway, "/v1/runs/" + run.id + "/events" + query, headers);
  }

  static SseClient open(Gateway gateway, String path, String... headers) {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(gateway.port(), path)))
            .header("Accept", "text/event-stream");
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return new SseClient(HTTP.send(request.build(), HttpResponse.BodyHandlers.ofInputStream()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void read() {
    try (var reader =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      Block block = new Block("", "", "", "");
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (line.isEmpty()) {
          blocks.add(block);
          block = new Block("", "", "", "");
        } else {
          block = with(block, line);
        }
      }
      ended = true;
    } catch (IOException _) {
      // Closed by the test.
    }
  }

  private static Block with(Block b, String line) {
    int colon = line.indexOf(": ");
    String value = line.substring(colon + 2);
    return switch (line.substring(0, colon)) {
      case "id" -> new Block(value, b.event, b.data, b.other);
      case "event" -> new Block(b.id, value, b.data, b.other);
      case "data" -> new Block(b.id, b.event, value, b.other);
      default -> new Block(b.id, b.event, b.data, b.other + line + "\n");
    };
  }

  Block next() {
    try {
      Block block = blocks.poll(10, TimeUnit.SECONDS);
      if (block == null) {
        throw new AssertionError("Expected another block within 10 s");
      }
      return block;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The next block that carries data. */
  Block nextEvent() {
    Block block = next();
    while (block.data.isEmpty()) {
      block = next();
    }
    return block;
  }

  /** The data of the next {@code count} events. */
  List<String> take(int count) {
    List<String> data = new ArrayList<>();
    while (data.size() < count) {
      data.add(nextEvent().data);
    }
    return data;
  }

  /** All that is left, once the server has ended the stream. */
  List<Block> rest() {
    await().until(() -> ended);
    List<Block> rest = new ArrayList<>();
    blocks.drainTo(rest);
    return rest;
  }

  boolean hasEnded() {
    return ended;
  }

  @Override
  public void close() {
    try {
      response.body().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.ccrunner.demomodel;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link DemoModel} listens and what it keeps.
 *
 * @param host address to listen on; loopback unless somebody really wants otherwise
 * @param port 0 takes a free one
 * @param requiredApiKey when set, any other key is refused with 401; when null, any key will do
 * @param scriptFile answers for prompts that carry no script of their own; null means the demo
 *     session
 * @param demoChunkDelay pause between two pieces of text of the demo session, so that a person sees
 *     it stream; zero streams at once
 * @param maxBodyBytes a larger request is refused with 413
 * @param recordedRequests how many requests {@link DemoModel#requests()} remembers; 0 remembers
 *     none
 * @param recordedChars how many characters of bodies it remembers in all; the newest request is
 *     kept whatever its size
 */
public record DemoModelOptions(
    String host,
    int port,
    @Nullable String requiredApiKey,
    @Nullable Path scriptFile,
    Duration demoChunkDelay,
    int maxBodyBytes,
    int recordedRequests,
    long recordedChars) {

  public DemoModelOptions {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port: expected 0 to 65535, found " + port);
    }
    if (demoChunkDelay.isNegative()) {
      throw new IllegalArgumentException(
          "demoChunkDelay: expected zero or more, found " + demoChunkDelay);
    }
    if (maxBodyBytes < 1 || recordedRequests < 0 || recordedChars < 0) {
      throw new IllegalArgumentException(
          "maxBodyBytes, recordedRequests, recordedChars: expected at least 1, 0, 0, found %d, %d, %d"
              .formatted(maxBodyBytes, recordedRequests, recordedChars));
    }
  }

  /** A free port on loopback, any key, the demo session at a readable pace. */
  public static DemoModelOptions defaults() {
    return new DemoModelOptions(
        "127.0.0.1",
        0,
        null,
        null,
        Duration.ofMillis(15),
        32 * 1024 * 1024,
        1_000,
        64L * 1024 * 1024);
  }

  /** As {@link #defaults()}, without the pauses that only a person needs. */
  public static DemoModelOptions forTests() {
    return defaults().withDemoChunkDelay(Duration.ZERO);
  }

  public DemoModelOptions withHost(String other) {
    return new DemoModelOptions(
        other,
        port,
        requiredApiKey,
        scriptFile,
        demoChunkDelay,
        maxBodyBytes,
        recordedRequests,
        recordedChars);
  }

  public DemoModelOptions withPort(int other) {
    return new DemoModelOptions(
        host,
        other,
        requiredApiKey,
        scriptFile,
        demoChunkDelay,
        maxBodyBytes,
        recordedRequests,
        recordedChars);
  }

  public DemoModelOptions withRequiredApiKey(@Nullable String other) {
    return new DemoModelOptions(
        host,
        port,
        other,
        scriptFile,
        demoChunkDelay,
        maxBodyBytes,
        recordedRequests,
        recordedChars);
  }

  public DemoModelOptions withScriptFile(@Nullable Path other) {
    return new DemoModelOptions(
        host,
        port,
        requiredApiKey,
        other,
        demoChunkDelay,
        maxBodyBytes,
        recordedRequests,
        recordedChars);
  }

  public DemoModelOptions withDemoChunkDelay(Duration other) {
    return new DemoModelOptions(
        host,
        port,
        requiredApiKey,
        scriptFile,
        other,
        maxBodyBytes,
        recordedRequests,
        recordedChars);
  }

  public DemoModelOptions withMaxBodyBytes(int other) {
    return new DemoModelOptions(
        host,
        port,
        requiredApiKey,
        scriptFile,
        demoChunkDelay,
        other,
        recordedRequests,
        recordedChars);
  }

  public DemoModelOptions withRecorded(int requests, long chars) {
    return new DemoModelOptions(
        host, port, requiredApiKey, scriptFile, demoChunkDelay, maxBodyBytes, requests, chars);
  }
}

package dev.ccrunner.worker.broker;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.InputStreamResponseListener;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.StringRequestContent;
import org.eclipse.jetty.io.Transport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.util.unit.DataSize;

/** A broker before a scripted provider, a client on its socket, and one attempt with a token. */
abstract class BrokerUnderTest {

  static final String KEY = "sk-provider-key-1234567890";
  static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

  SimpleMeterRegistry registry = new SimpleMeterRegistry();
  final HttpClient http = new HttpClient();
  final ScriptedProvider provider;
  private final Path directory;
  ModelBroker broker;
  BrokerToken token;

  BrokerUnderTest(Path directory) throws IOException {
    this.directory = directory;
    provider = new ScriptedProvider();
    broker = broker(settings(provider.url()));
    token = broker.issue(new AttemptRef("run_1", 1), BrokerLimits.none());
  }

  @BeforeEach
  void startClient() throws Exception {
    http.setFollowRedirects(false);
    http.setMaxConnectionsPerDestination(300);
    http.start();
    http.getProtocolHandlers().clear();
    http.getContentDecoderFactories().clear();
    http.setUserAgentField(null);
    use(settings(provider.url()), BrokerLimits.none());
  }

  @AfterEach
  void stop() throws Exception {
    broker.close();
    http.stop();
    provider.close();
  }

  private ModelBroker broker(BrokerSettings settings) {
    registry = new SimpleMeterRegistry();
    return new ModelBroker(settings, directory, registry, Clock.fixed(NOW, ZoneOffset.UTC));
  }

  void use(BrokerSettings settings, BrokerLimits limits) throws IOException {
    broker.close();
    broker = broker(settings);
    broker.start();
    token = broker.issue(new AttemptRef("run_1", 1), limits);
  }

  static BrokerSettings settings(URI url) {
    return new Patience(Duration.ofSeconds(30), Duration.ofSeconds(30), 128, 200, 1000)
        .settings(url);
  }

  /** What the tests vary. */
  record Patience(
      Duration firstByte, Duration idle, int maxCalls, int maxCallsPerAttempt, int circuitCalls) {
    BrokerSettings settings(URI url) {
      return new BrokerSettings(
          url,
          KEY,
          BrokerSettings.Authorization.X_API_KEY,
          DataSize.ofMegabytes(1),
          Duration.ofSeconds(2),
          firstByte,
          idle,
          maxCalls,
          Duration.ofMillis(100),
          maxCallsPerAttempt,
          new BrokerSettings.Retry(2, 0.1, 5, Duration.ofMillis(10), Duration.ofSeconds(1)),
          new BrokerSettings.Circuit(50, circuitCalls, circuitCalls, Duration.ofMinutes(5)));
    }
  }

  Request request(String method, String path) {
    return http.newRequest("http://localhost" + path)
        .transport(new Transport.TCPUnix(broker.socket()))
        .method(method)
        .headers(headers -> headers.add("x-api-key", token.value()));
  }

  Request message() {
    return request("POST", "/v1/messages?beta=true")
        .body(new StringRequestContent("application/json", "{\"stream\":true}"));
  }

  InputStreamResponseListener open(Request request) {
    var listener = new InputStreamResponseListener();
    request.send(listener);
    return listener;
  }

  /**
   * InputStream's own way to read so many bytes asks for zero more at the end, for which Jetty's
   * stream waits.
   */
  static byte[] read(InputStream in, int count) throws IOException {
    var bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) in.read();
    }
    return bytes;
  }

  static ScriptedProvider.Answer streamUntilCut(CountDownLatch cut) {
    return exchange -> {
      ScriptedProvider.beginStream(exchange);
      ScriptedProvider.send(
          exchange,
          ScriptedProvider.STREAM.substring(
              0, ScriptedProvider.STREAM.indexOf("event: content_block")));
      try {
        for (int i = 0; i < 2000; i++) {
          ScriptedProvider.send(exchange, "event: ping\ndata: {\"type\":\"ping\"}\n\n");
          // A provider that takes its time; it is cut by an exception, never by the latch.
          boolean _ = cut.await(10, TimeUnit.MILLISECONDS);
        }
      } catch (IOException _) {
        cut.countDown();
      }
    };
  }
}

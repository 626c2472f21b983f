package dev.ccrunner.worker.broker;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.unixdomain.server.UnixDomainServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * One HTTP server on one unix socket per worker. Every run's user may connect to it; the token
 * decides whose call it is, and without one that counts nothing is forwarded.
 */
public final class ModelBroker implements AutoCloseable {

  /** Name of the socket within its directory. */
  public static final String SOCKET = "api.sock";

  private static final int TOKEN_BYTES = 32;
  private static final int THREADS = 16;
  private static final int HEADER_BYTES = 64 * 1024;
  private static final int WAITING_CONNECTIONS = 1024;

  private final ConcurrentHashMap<String, AttemptLedger> ledgers = new ConcurrentHashMap<>();
  private final SecureRandom random = new SecureRandom();
  private final ModelPrices prices = ModelPrices.list();
  private final BrokerSettings settings;
  private final Path socket;
  private final ProviderClient client;
  private final BrokerMetrics metrics;
  private final Server server;

  public ModelBroker(
      BrokerSettings settings, Path socketDirectory, MeterRegistry registry, Clock clock) {
    this.settings = settings;
    this.socket = socketDirectory.resolve(SOCKET);
    this.client = new ProviderClient(settings);
    this.metrics = new BrokerMetrics(registry);
    var guard = new ProviderGuard(settings, client, metrics, System::nanoTime);
    var threads = new QueuedThreadPool(THREADS);
    threads.setName("broker-server");
    threads.setDaemon(true);
    this.server = new Server(threads);
    server.addConnector(connector());
    server.setHandler(
        new BrokerHandler(
            settings, ledgers::get, new ForwardCall(settings, guard, metrics, clock)));
  }

  private UnixDomainServerConnector connector() {
    var http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setSendDateHeader(false);
    http.setRequestHeaderSize(HEADER_BYTES);
    http.setResponseHeaderSize(HEADER_BYTES);
    http.setUriCompliance(
        UriCompliance
            .UNSAFE); // nothing is resolved by path; what is forwarded is matched as it came
    var connector = new UnixDomainServerConnector(server, new HttpConnectionFactory(http));
    connector.setUnixDomainPath(socket);
    connector.setAcceptQueueSize(WAITING_CONNECTIONS);
    // A connection is silent while the provider thinks; the broker's own waits have to end first.
    connector.setIdleTimeout(
        settings
                .firstByteTimeout()
                .plus(settings.idleTimeout())
                .plus(settings.maxCallWait())
                .toMillis()
            * 2);
    return connector;
  }

  /** Opens the socket; one that a killed worker left is replaced. */
  public void start() throws IOException {
    Files.deleteIfExists(socket);
    try {
      client.start();
      server.start();
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("The model broker could not start on " + socket, e);
    }
    Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw-rw-"));
  }

  public Path socket() {
    return socket;
  }

  /**
   * A right to call the deployment's model, until it is closed; unguessable, and worthless to
   * anyone else but this worker.
   */
  public BrokerToken issue(AttemptRef attempt, BrokerLimits limits) {
    return issue(attempt, limits, Allowance.UNBOUNDED, settings.account());
  }

  /**
   * The same, for an attempt that shares its money with others, or whose team has an account of its
   * own.
   */
  public BrokerToken issue(
      AttemptRef attempt, BrokerLimits limits, Allowance allowance, ProviderAccount account) {
    var bytes = new byte[TOKEN_BYTES];
    random.nextBytes(bytes);
    var value = "ccr-attempt-" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    return issue(value, attempt, limits, allowance, account);
  }

  /**
   * The same by a value that was issued before and counts no more: a process that knows it goes on
   * for another attempt.
   */
  public BrokerToken issue(
      String value,
      AttemptRef attempt,
      BrokerLimits limits,
      Allowance allowance,
      ProviderAccount account) {
    var ledger = new AttemptLedger(attempt, limits, account, new Purse(allowance, metrics), prices);
    if (ledgers.putIfAbsent(value, ledger) != null) {
      throw new IllegalStateException("Expected the token of an attempt that is over: " + attempt);
    }
    return new IssuedToken(value, ledger);
  }

  private final class IssuedToken implements BrokerToken {
    private final String value;
    private final AttemptLedger ledger;

    IssuedToken(String value, AttemptLedger ledger) {
      this.value = value;
      this.ledger = ledger;
    }

    @Override
    public String value() {
      return value;
    }

    @Override
    public void whenMoneyIsGone(Runnable told, Duration grace) {
      ledger.whenMoneyIsGone(told, grace);
    }

    @Override
    public AttemptMeter snapshot() {
      return ledger.snapshot();
    }

    @Override
    public void close() {
      ledgers.remove(value);
      ledger.revoke();
    }

    /** Without the value. */
    @Override
    public String toString() {
      return "BrokerToken[" + ledger.attempt() + "]";
    }
  }

  @Override
  public void close() throws IOException {
    ledgers.values().forEach(AttemptLedger::revoke);
    ledgers.clear();
    try {
      server.stop();
      client.close();
    } catch (Exception e) {
      throw new IOException("The model broker did not stop cleanly", e);
    }
    Files.deleteIfExists(socket);
  }
}

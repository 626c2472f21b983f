package dev.ccrunner.worker.git;

import dev.ccrunner.run.FailureCode;
import dev.ccrunner.run.source.GitAddress;
import dev.ccrunner.run.source.Parsed;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;

/** Decides whom the courier may ask. */
public final class HostGuard {
  private final GitSettings settings;
  private final Lookup lookup;

  /** Looks up a host's addresses. */
  interface Lookup {
    InetAddress[] of(String host) throws UnknownHostException;
  }

  public HostGuard(GitSettings settings) {
    this(settings, InetAddress::getAllByName);
  }

  HostGuard(GitSettings settings, Lookup lookup) {
    this.settings = settings;
    this.lookup = lookup;
  }

  /**
   * The remote, if it may be asked.
   *
   * @param credential that the run has; it goes along only where it belongs
   */
  public PinnedRemote pin(String url, @Nullable GitCredential credential) throws GitFailed {
    return switch (GitAddress.parse(url)) {
      case Parsed.Valid<GitAddress>(var address) -> pin(address, credential);
      case Parsed.Invalid<GitAddress> invalid -> throw refused(invalid.toString());
    };
  }

  private PinnedRemote pin(GitAddress address, @Nullable GitCredential credential)
      throws GitFailed {
    boolean listed = isListed(address);
    if (address.way() == GitAddress.Way.HTTP && !settings.http()) {
      throw refused(
          "Expected https:// or ssh:// (ccr.workspace.git.http is false), found http://.");
    }
    if (!settings.ports().contains(address.actualPort()) && !isListedWithPort(address)) {
      throw refused(
          "Expected one of the ports %s (ccr.workspace.git.ports), found %d."
              .formatted(settings.ports(), address.actualPort()));
    }
    var hosts = lookUp(address);
    if (!listed && !hosts.stream().allMatch(PublicAddress::is)) {
      // Which address it is would tell a stranger about this network.
      throw refused(
          "Expected a public host or one of ccr.workspace.git.private-hosts, found %s."
              .formatted(address.host()));
    }
    boolean goesAlong = credential != null && credential.isFor(address);
    return new PinnedRemote(address, hosts, goesAlong ? credential : null);
  }

  /** Whose certificates are believed, the same for all that the courier asks. */
  public SslContextFactory.Client tls() {
    var tls = new SslContextFactory.Client();
    var file = settings.caFile();
    if (file != null) {
      tls.setTrustStore(certificates(file));
    }
    return tls;
  }

  /** How long nothing may arrive. */
  Duration stall() {
    return settings.stall();
  }

  private static KeyStore certificates(Path file) {
    try (var in = Files.newInputStream(file)) {
      var store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int count = 0;
      for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("ca-" + count++, certificate);
      }
      return store;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(
          "ccr.workspace.git.ca-file: expected certificates in PEM, found " + file, e);
    }
  }

  private boolean isListed(GitAddress address) {
    return settings.privateHosts().contains(address.host()) || isListedWithPort(address);
  }

  private boolean isListedWithPort(GitAddress address) {
    return settings.privateHosts().contains(address.hostInUrl() + ":" + address.actualPort());
  }

  private List<InetAddress> lookUp(GitAddress address) throws GitFailed {
    try {
      var hosts = Arrays.asList(lookup.of(address.host()));
      if (!hosts.isEmpty()) {
        return hosts;
      }
    } catch (UnknownHostException _) {
      // The same as a name without addresses.
    }
    throw refused(
        "Expected the name of a host, found %s, which has no address.".formatted(address.host()));
  }

  private static GitFailed refused(String message) {
    return new GitFailed(FailureCode.REPO_UNAVAILABLE, message);
  }
}

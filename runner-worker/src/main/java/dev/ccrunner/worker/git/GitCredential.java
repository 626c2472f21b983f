package dev.ccrunner.worker.git;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ccrunner.run.source.GitAddress;
import dev.ccrunner.secret.SecretId;
import dev.ccrunner.worker.masking.SecretMask;
import dev.ccrunner.worker.masking.SecretMask.Named;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A team's sign-in at git hosts, in clear. It lives as long as one repository is fetched.
 *
 * @param hosts where it may be sent, with a port or without
 * @param value a password or token; with known hosts, a private key
 * @param knownHosts by which the hosts of SSH are recognised; null: it is for HTTPS
 */
public record GitCredential(
    SecretId id,
    String name,
    List<String> hosts,
    String username,
    String value,
    @Nullable String knownHosts) {

  public GitCredential {
    hosts = List.copyOf(hosts);
  }

  /** Whether it may be sent there. */
  boolean isFor(GitAddress address) {
    boolean ssh = address.way() == GitAddress.Way.SSH;
    return ssh == (knownHosts != null)
        && (hosts.contains(address.host() + ":" + address.actualPort())
            || (address.actualPort() == address.way().port() && hosts.contains(address.host())));
  }

  /** As HTTP sends it. */
  String basic() {
    return "Basic " + Base64.getEncoder().encodeToString((username + ":" + value).getBytes(UTF_8));
  }

  /** What hides it. */
  SecretMask mask() {
    return SecretMask.of(List.of(new Named(name, value)), 1);
  }

  /** Without the value. */
  @Override
  public String toString() {
    return "GitCredential[" + name + " for " + hosts + "]";
  }
}

package dev.ccrunner.worker.git;

import dev.ccrunner.run.source.GitAddress;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A repository at the addresses that its host had when it was looked at: who answers the second
 * question for a name could answer it in another way.
 *
 * @param credential null: nobody signs in there
 */
public record PinnedRemote(
    GitAddress address, List<InetAddress> hosts, @Nullable GitCredential credential) {
  public PinnedRemote {
    hosts = List.copyOf(hosts);
  }
}

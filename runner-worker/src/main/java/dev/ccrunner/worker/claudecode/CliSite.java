package dev.ccrunner.worker.claudecode;

import java.time.Duration;
import java.util.UUID;

/**
 * Where one Claude Code process runs, all paths as the process itself sees them.
 *
 * @param binary the executable
 * @param home its HOME, for this run alone; its settings and conversations are in {@code .claude}
 *     there
 * @param tmp a directory for this run alone, so that runs of one uid do not meet in {@code /tmp};
 *     at most about 80 bytes long, because Claude Code binds a unix socket below it
 * @param path its PATH
 * @param brokerSocket the unix socket of the model broker
 * @param token what the broker knows the attempt by; the commands of the run can see it
 * @param sessionId the conversation's id
 * @param ofSession whether further runs go on with it
 * @param resumed whether that conversation goes on: its file is in {@code home}
 * @param asRoot whether the process runs as uid 0
 * @param provider how it bears with the provider
 */
public record CliSite(
    String binary,
    String home,
    String tmp,
    String path,
    String brokerSocket,
    String token,
    UUID sessionId,
    boolean ofSession,
    boolean resumed,
    boolean asRoot,
    Patience provider) {

  /**
   * How Claude Code bears with the provider, behind the broker's own bounds.
   *
   * @param maxRetries of one request
   * @param requestTimeout for one request that is not answered at all
   */
  public record Patience(int maxRetries, Duration requestTimeout) {}

  @Override
  public String toString() {
    return "CliSite[binary=%s, home=%s, sessionId=%s]".formatted(binary, home, sessionId);
  }
}

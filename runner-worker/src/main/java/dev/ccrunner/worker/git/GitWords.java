package dev.ccrunner.worker.git;

import dev.ccrunner.run.FailureCode;
import dev.ccrunner.worker.job.ToolExit;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What git says when something went wrong, in one of our codes. Git has no codes of its own. */
final class GitWords {
  private static final int LONGEST = 500;

  /** By what they contain, in this order; in lower case. */
  private static final List<Meaning> MEANINGS =
      List.of(
          new Meaning(
              FailureCode.REPO_AUTH,
              "authentication failed",
              "could not read username",
              "could not read password",
              "permission denied (",
              "requested url returned error: 401",
              "requested url returned error: 403",
              "http basic: access denied",
              "invalid credentials",
              "load key",
              "too many authentication failures"),
          new Meaning(
              FailureCode.REPO_UNAVAILABLE,
              "host key verification failed",
              "requested url returned error: 3",
              "unable to update url base from redirection"),
          new Meaning(
              FailureCode.REPO_NOT_FOUND,
              "repository not found",
              "not found: did you run",
              "' not found",
              "does not appear to be a git repository",
              "repository does not exist",
              "requested url returned error: 404",
              "requested url returned error: 410",
              "project you were looking for could not be found"),
          new Meaning(
              FailureCode.REF_NOT_FOUND,
              "couldn't find remote ref",
              "not our ref",
              "no such remote ref"),
          new Meaning(
              FailureCode.REPO_UNAVAILABLE,
              "could not resolve host",
              "failed to connect",
              "couldn't connect",
              "connection refused",
              "connection reset",
              "connection timed out",
              "connection closed",
              "operation timed out",
              "operation too slow",
              "no route to host",
              "network is unreachable",
              "ssl",
              "tls",
              "certificate",
              "requested url returned error",
              "unable to access",
              "rpc failed",
              "remote end hung up",
              "early eof",
              "unexpected disconnect",
              "remote error",
              "remote:",
              "protocol error",
              "bad line length",
              "invalid index-pack output",
              "empty reply",
              "fsck error",
              "transport '",
              "could not read from remote repository"));

  private record Meaning(FailureCode code, List<String> signs) {
    Meaning(FailureCode code, String... signs) {
      this(code, List.of(signs));
    }

    boolean isIn(String words) {
      return signs.stream().anyMatch(words::contains);
    }
  }

  private GitWords() {}

  /**
   * Why that failed.
   *
   * @param what was tried, to stand after "Could not"
   */
  static GitFailed failure(String what, ToolExit exit, Duration atMost) {
    return switch (exit.end()) {
      case UNWANTED ->
          new GitFailed(FailureCode.WORKSPACE_FAILED, "Stopped: could not " + what + " before.");
      case TIME_UP ->
          new GitFailed(
              FailureCode.REPO_UNAVAILABLE,
              "Could not %s in %s (ccr.workspace.git.timeout)."
                  .formatted(what, atMost.toString().substring(2).toLowerCase(Locale.ROOT)));
      case ITSELF -> failure(what, exit.stderr());
    };
  }

  private static GitFailed failure(String what, String stderr) {
    var words = stderr.toLowerCase(Locale.ROOT);
    var message = "Could not %s: %s".formatted(what, shown(stderr));
    return MEANINGS.stream()
        .filter(meaning -> meaning.isIn(words))
        .findFirst()
        .map(meaning -> new GitFailed(meaning.code(), message))
        .orElseGet(() -> GitFailed.ours(message));
  }

  /** The last of it, as one line. */
  static String shown(String stderr) {
    var words =
        stderr
            .lines()
            .map(line -> line.replaceAll("\\p{Cntrl}", " ").strip())
            .filter(line -> !line.isEmpty())
            .collect(Collectors.joining("; "));
    var end = words.length() > LONGEST ? "…" + words.substring(words.length() - LONGEST) : words;
    return end.isEmpty() ? "git said nothing." : end.endsWith(".") ? end : end + ".";
  }
}

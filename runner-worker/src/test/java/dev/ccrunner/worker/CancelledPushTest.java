package dev.ccrunner.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ccrunner.run.GitSource;
import dev.ccrunner.run.OutputSpec;
import dev.ccrunner.run.PushSpec;
import dev.ccrunner.run.RunStatus;
import dev.ccrunner.run.WorkspaceSpec;
import dev.ccrunner.testkit.fakecli.FakeCli;
import dev.ccrunner.testkit.git.GitHttpServer;
import dev.ccrunner.testkit.git.Origin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A run is cancelled while its branch is pushed to a host that answers nothing. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
class CancelledPushTest {
  private static final String RECEIVE = "git-receive-pack";

  @TempDir static Path folder;
  private GitHttpServer host;
  private Origin origin;
  private RunningWorker worker;

  @BeforeAll
  void start() throws Exception {
    var served = Files.createDirectory(folder.resolve("served"));
    origin = Origin.in(served, "shop");
    Origin.git(origin.bare(), "config", "http.receivepack", "true");
    host = new GitHttpServer(served);
    host.whenAsked(() -> {
      if (host.requests().getLast().contains(RECEIVE)) {
        host.manner(GitHttpServer.Manner.SILENT);
      }
    });
    worker =
        RunningWorker.start(
            folder,
            "--ccr.workspace.git.http=true",
            "--ccr.workspace.git.private-hosts=127.0.0.1:" + host.port());
  }

  @AfterAll
  void stop() {
    worker.close();
    host.close();
  }

  @Test
  void endsThePushAndKeepsThePatch() throws Exception {
    var push = new PushSpec("claude/fix", "Bot", "bot@example.org", "Fix it", null, null);
    var run =
        worker.submit(
            RunningWorker.saying(FakeCli.prompt("{\"write\":{\"README\":\"changed\"}}"))
                .in(
                    new WorkspaceSpec(
                        new GitSource(host.url("shop"), "main", 1, null, false, false, null),
                        List.of(),
                        WorkspaceSpec.Keep.NEVER,
                        null))
                .bringing(new OutputSpec(null, 0, List.of(), true, push)));
    await()
        .atMost(RunningWorker.SOON)
        .until(() -> host.requests().stream().anyMatch(request -> request.contains(RECEIVE)));

    worker.cancel(run, "Nobody wants it.");

    var ended = worker.awaitEnd(run);
    assertThat(ended.status()).isEqualTo(RunStatus.CANCELLED);
    assertThat(ended.statusReason()).isEqualTo("Nobody wants it.");
    assertThat(ended.brought().gitJson()).contains("\"path\":\"README\"").doesNotContain("branch");
    assertThat(Origin.git(origin.bare(), "branch", "--list", "claude/*")).isEmpty();
  }
}

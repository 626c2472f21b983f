package dev.ccrunner.worker.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FreezeTest {
  /** Counts in the background, in a session of its own, and begins new processes all the time. */
  private static final String COUNTS =
      "setsid /bin/sh -c 'i=0; while :; do i=$((i+1)); /bin/echo $i > count; done' & exec sleep 60";

  @TempDir Path folder;

  @Test
  void stopsAllThatAChildHasStartedAndLetsItGoOn() throws Exception {
    var command =
        new ChildCommand(
            "counts",
            List.of("/bin/sh", "-c", COUNTS),
            Map.of("PATH", "/usr/bin:/bin", ProcessScope.MARKER, "freeze-test"),
            folder,
            ProcessScope.marked("freeze-test"));
    try (var processes = new OsChildProcesses(ProcessSettings.defaults());
        var child = processes.launch(command, _ -> {})) {
      await().until(() -> count() > 3);

      assertThat(child.freeze(Duration.ofSeconds(20))).isTrue();
      long frozen = count();
      boolean _ = new CountDownLatch(1).await(300, TimeUnit.MILLISECONDS);
      assertThat(count()).isEqualTo(frozen);

      child.thaw();
      await().until(() -> count() > frozen);
    }
  }

  /** 0 when it is just being written. */
  private long count() throws IOException {
    var file = folder.resolve("count");
    var text = Files.exists(file) ? Files.readString(file).strip() : "";
    return text.isEmpty() ? 0 : Long.parseLong(text);
  }
}

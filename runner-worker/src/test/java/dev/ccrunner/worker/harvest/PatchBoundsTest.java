package dev.ccrunner.worker.harvest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

/** What is too much for a patch, or nothing that one could have. */
class PatchBoundsTest extends PatchMaking {
  @Test
  void namesWhatIsTooLargeOrNoFile() throws Exception {
    var patch =
        patchOf(
            FILES,
            """
            head -c 2000000 /dev/zero > huge
            head -c 2000000 /dev/zero > src/b.txt
            mkdir -p target; head -c 2000000 /dev/zero > target/ignored
            mkfifo pipe; rm src/a.txt; mkfifo src/a.txt
            mkdir 'git~1'; echo x > 'git~1/x'
            echo small > small
            """);

    assertThat(patch.taken().leftOut().stream().map(FileName::text))
        .containsExactlyInAnyOrder("huge", "src/b.txt", "src/a.txt", "git~1/x");
    assertThat(site.names(patch)).containsExactlyInAnyOrder("create small", "delete src/a.txt");
  }

  @Test
  void readsWhatNobodyMayRead() throws Exception {
    var patch =
        patchOf(
            FILES,
            "mkdir -p shut/deep; echo x > shut/deep/x; chmod 000 shut/deep/x shut/deep shut; chmod 000 src/a.txt; echo y > new; chmod 200 new; chmod 111 src");

    assertThat(site.names(patch)).containsExactlyInAnyOrder("create shut/deep/x", "create new");
  }

  @Test
  void saysWhyThereIsNone() throws Exception {
    site.settings =
        new HarvestSettings(
            Duration.ofMinutes(1),
            Duration.ofMinutes(1),
            DataSize.ofKilobytes(10),
            DataSize.ofMegabytes(1),
            20,
            10,
            Duration.ofMinutes(1),
            1,
            DataSize.ofMegabytes(1),
            DataSize.ofMegabytes(1));
    site.repository(FILES);
    var workspace = site.cloned();
    var baseline = begin(workspace);
    site.agent("head -c 100000 /dev/urandom > noise");
    assertThatThrownBy(() -> take(workspace, baseline))
        .hasMessageContaining("max-patch (10240 bytes)");
    site.agent("rm noise; for i in $(seq 1 30); do echo $i > n$i; done");
    assertThatThrownBy(() -> take(workspace, baseline))
        .hasMessageContaining("more than 20 files have changed");
  }
}

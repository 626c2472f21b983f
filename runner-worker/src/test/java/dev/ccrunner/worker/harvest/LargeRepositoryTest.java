package dev.ccrunner.worker.harvest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A repository of 50,000 files: what its patch costs. */
@Timeout(600)
class LargeRepositoryTest {
  /** Far more than it takes, on a machine with much else to do. */
  private static final Duration ENOUGH = Duration.ofSeconds(60);

  @TempDir Path data;

  @Test
  void makesThePatchOfARepositoryOf50000Files() throws Exception {
    try (var site = new HarvestSite(data)) {
      for (int folder = 0; folder < 500; folder++) {
        var path =
            Files.createDirectories(site.origin.resolve("d%d/s%d".formatted(folder % 50, folder)));
        for (int file = 0; file < 100; file++) {
          var line = "line %d of %d%n".formatted(folder, file);
          Files.writeString(
              path.resolve("f%d.txt".formatted(file)), line.repeat(20) + folder + file);
        }
      }
      site.repository("true");
      var workspace = site.cloned("--depth", "1");
      var patches = site.patches();

      long begun = System.nanoTime();
      var baseline = patches.begin(site.job(), workspace, () -> false);
      long noted = System.nanoTime();
      site.agent(
          """
          echo more >> d1/s1/f1.txt; rm d2/s2/f2.txt; mv d3/s3 moved; chmod +x d4/s4/f4.txt
          head -c 100000 /dev/urandom > picture.png; mkdir new; for i in $(seq 1 500); do echo $i > new/$i; done
          """);
      long ended = System.nanoTime();
      var patch = patches.take(site.job(), workspace, baseline, () -> false);
      long first = System.nanoTime();
      site.agent("echo again >> d5/s5/f5.txt");
      long again = System.nanoTime();
      var later =
          patches.take(
              site.job(),
              workspace,
              patches.begin(site.job(), workspace, () -> false),
              () -> false);
      long second = System.nanoTime();

      System.out.printf(
          "50,000 files: base %d ms, first patch %d ms, second patch %d ms%n",
          millis(begun, noted), millis(ended, first), millis(again, second));
      assertThat(patch.files()).hasSize(604);
      assertThat(later.files()).hasSize(605);
      assertThat(site.appliedTo(data.resolve("clean"), later))
          .isEqualTo(later.taken().tree().hex());
      assertThat(millis(begun, noted)).isLessThan(ENOUGH.toMillis());
      assertThat(millis(ended, first)).isLessThan(ENOUGH.toMillis());
      assertThat(millis(again, second)).isLessThan(ENOUGH.toMillis());
    }
  }

  private static long millis(long from, long to) {
    return (to - from) / 1_000_000;
  }
}

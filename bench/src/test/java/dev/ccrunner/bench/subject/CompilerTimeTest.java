package dev.ccrunner.bench.subject;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class CompilerTimeTest {

  /** A JVM that has come as far as this test has compiled, and done other things as well. */
  @Test
  void isPartOfWhatTheProcessHasWorked() throws IOException {
    var compiled = CompilerTime.seconds(ProcessHandle.current().pid());
    var all =
        ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
                .getProcessCpuTime()
            / 1e9;

    assertThat(compiled).isPositive().isLessThan(all);
  }
}

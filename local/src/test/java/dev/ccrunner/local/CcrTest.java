package dev.ccrunner.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CcrTest {

  @TempDir private Path folder;

  private Launched ccr(String... arguments) throws Exception {
    return Launched.run(folder, Map.of(), arguments);
  }

  @Test
  void refusesAnUnknownCommandInOneLine() throws Exception {
    var launched = ccr("nonsense");

    assertThat(launched.exitCode()).isEqualTo(2);
    assertThat(launched.output().lines())
        .singleElement()
        .asString()
        .contains("nonsense")
        .contains("--help");
  }

  @Test
  void saysItsVersions() throws Exception {
    assertThat(ccr("--version").output())
        .containsPattern("Claude Code Runner \\d")
        .contains("2.1.330");
  }

  @Test
  void refusesATakenPortInOneLineAndLeavesNothingRunning() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      var port = Integer.toString(taken.getLocalPort());

      var launched = ccr("up", "--data", "data", "--port", port);

      assertThat(launched.exitCode()).isEqualTo(1);
      assertThat(launched.output().lines())
          .singleElement()
          .asString()
          .contains(port)
          .contains("--port");
      assertThat(folder.resolve("data/services")).doesNotExist();
      assertThat(folder.resolve("data/instance")).doesNotExist();
    }
  }

  @Test
  void refusesAFolderItCannotWriteInOneLine() throws Exception {
    Files.createFile(folder.resolve("file"));

    var launched = ccr("up", "--data", "file/data");

    assertThat(launched.exitCode()).isEqualTo(1);
    assertThat(launched.output().lines()).singleElement().asString().contains("cannot be written");
  }

  @Test
  void passesOnWhyABackgroundStartFailed() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      var port = Integer.toString(taken.getLocalPort());

      var launched = ccr("up", "--detach", "--data", "data", "--port", port);

      assertThat(launched.exitCode()).isEqualTo(1);
      assertThat(launched.output()).contains("Port " + port).contains("ccr.log");
    }
  }

  @Test
  void findsNothingToStop() throws Exception {
    var launched = ccr("down", "--data", "data");

    assertThat(launched.exitCode()).isZero();
    assertThat(launched.output()).contains("Nothing is running");
    assertThat(folder.resolve("data")).doesNotExist();
  }

  @Test
  void refusesAValueOutOfBounds() throws Exception {
    var launched = ccr("up", "--workers", "0", "--data", "data");

    assertThat(launched.exitCode()).isEqualTo(1);
    assertThat(launched.output()).contains("--workers").contains("1 to 1000").contains("found 0");
  }
}

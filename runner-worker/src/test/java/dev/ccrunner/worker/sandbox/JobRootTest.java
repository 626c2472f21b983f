package dev.ccrunner.worker.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobRootTest {

  private final RunUser user = RunUser.ofTheWorker();

  @TempDir private Path data;

  @Test
  void deletesWhatARunMadeHardToDelete() throws Exception {
    try (var root = JobRoot.open(data)) {
      var outside = Files.writeString(data.resolve("outside"), "keep me");
      var directory = root.create("run-1", user);
      Files.createSymbolicLink(directory.workspace().resolve("link"), data);
      var closed = Files.createDirectories(directory.workspace().resolve("closed/inner"));
      Files.writeString(closed.resolve("file"), "x");
      Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
      Files.setPosixFilePermissions(
          closed.getParent(), PosixFilePermissions.fromString("---------"));

      directory.close();

      assertThat(directory.workspace().getParent()).doesNotExist();
      assertThat(outside).exists();
    }
  }

  @Test
  void deletesPathsLongerThanTheKernelTakes() throws Exception {
    try (var root = JobRoot.open(data)) {
      var directory = root.create("run-1", user);
      var script =
          "my $name = 'd' x 200; for (1..60) { mkdir $name and chdir $name or die $!; } open my $f, '>', 'file' or die $!;";
      var made =
          new ProcessBuilder("/usr/bin/perl", "-e", script)
              .directory(directory.workspace().toFile())
              .start();
      assertThat(made.waitFor()).isZero();

      directory.close();

      assertThat(directory.workspace().getParent()).doesNotExist();
    }
  }

  @Test
  void clearsWhatAKilledWorkerLeft() throws Exception {
    var left = JobRoot.open(data);
    var workspace = left.create("run-1", user).workspace();
    var onItsWay = Files.writeString(left.scratch().resolve("upload-1"), "half");
    left.close(); // the lock goes with the process; the directories stay

    try (var root = JobRoot.open(data)) {
      assertThat(workspace).doesNotExist();
      assertThat(onItsWay).doesNotExist();
      assertThat(root.create("run-1", user).workspace()).exists();
    }
  }

  @Test
  void refusesASecondWorkerInTheSameRoot() {
    try (var _ = JobRoot.open(data)) {
      assertThatThrownBy(() -> JobRoot.open(data)).hasMessageContaining("in use by another worker");
    }
  }

  @Test
  void movesWhenThePathIsTooLongForASocket() {
    var root = JobRoot.open(data.resolve("x".repeat(100)));
    assertThat(root.socketDirectory().resolve("api.sock").toString()).hasSizeLessThan(108);

    root.close();

    assertThat(root.path()).as("a place nobody named does not stay").doesNotExist();
  }

  @Test
  void makesAHiddenProgramReachable() throws Exception {
    var program = Files.writeString(data.resolve("program"), "#!/bin/sh\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    try (var root = JobRoot.open(data.resolve("jobs"))) {
      var reachable = root.reachable(program);

      assertThat(reachable).hasContent("#!/bin/sh\n").isExecutable();
      assertThat(!Host.isRoot() || Host.isReachableByAnyone(reachable)).isTrue();
    }
  }

  @Test
  void refusesNamesThatLeaveTheRoot() {
    try (var root = JobRoot.open(data)) {
      assertThatThrownBy(() -> root.create("../elsewhere", user))
          .hasMessageContaining("../elsewhere");
    }
  }
}

package dev.ccrunner.worker.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class BubblewrapSandboxTest extends SandboxContract {

  /**
   * Where CI says it is CI, a host without a working bubblewrap is a broken host, not a reason to
   * skip.
   */
  @Override
  Sandbox sandbox() {
    var strongest = new SandboxProbe(settings, processes, users, jobRoot).strongest();
    var works = strongest.level() == SandboxLevel.BWRAP;
    assertThat(works || !"true".equals(System.getenv("CI")))
        .as("bubblewrap works where CI=true")
        .isTrue();
    assumeTrue(works, "bubblewrap does not work here");
    return strongest;
  }

  @Test
  void hasNoNetworkButItsOwnLoopback() throws Exception {
    sh("tail -n +3 /proc/net/dev | cut -d: -f1 | tr -d ' '");

    assertThat(out.lines()).containsExactly("lo");
  }

  @Test
  void seesNoProcessOfTheHost() throws Exception {
    sh(
        "ls /proc | grep -c '^[0-9]'; test -e /proc/"
            + ProcessHandle.current().pid()
            + " && echo visible");

    assertThat(Integer.parseInt(out.lines().getFirst())).isLessThan(8);
    assertThat(out.lines()).doesNotContain("visible");
  }

  @Test
  void canWriteNothingOfTheSystem() throws Exception {
    for (var path :
        new String[] {
          "/usr/x",
          "/etc/x",
          "/x",
          "/bin/x",
          "/run/ccr/x",
          "/dev/x",
          "/opt/claude/claude",
          "/etc/passwd"
        }) {
      assertThat(sh("echo x > " + path).code()).as(path).isNotZero();
    }
  }

  @Test
  void cannotWriteTheHostsKernelSettings() throws Exception {
    var before = Files.readString(Path.of("/proc/sys/kernel/core_pattern"));

    assertThat(sh("echo '|/workspace/evil' > /proc/sys/kernel/core_pattern").code()).isNotZero();

    assertThat(Path.of("/proc/sys/kernel/core_pattern")).hasContent(before);
  }

  @Test
  void seesNothingOfTheHostsDirectories() throws Exception {
    sh("ls / /home /etc/shadow /root /var /srv " + data + " " + jobRoot.path());

    assertThat(out.lines())
        .contains("workspace", "usr")
        .doesNotContain("root", "var", "srv", "/etc/shadow", "jobs")
        .contains("agent");
  }

  @Test
  void cannotMakeNamespacesOfItsOwn() throws Exception {
    assertThat(sh("unshare --user true").code()).isNotZero();
  }

  @Test
  void isTheSameUserInEveryRun() throws Exception {
    sh("id -u; id -un; hostname");

    assertThat(out.lines()).containsExactly("1000", "agent", "sandbox");
  }

  @Test
  void keepsTheSizeOfItsMemoryFiles() throws Exception {
    assertThat(sh("head -c 70000000 /dev/zero > /dev/shm/x").code()).isNotZero();
  }

  @Test
  void reachesTheBrokersSocket() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/perl")), "no perl to open a socket with");
    var socket = jobRoot.socketDirectory().resolve("api.sock");
    try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw-rw-"));
      var received = CompletableFuture.supplyAsync(() -> receive(server));

      var exit =
          sh(
              "perl -MIO::Socket::UNIX -e 'my $s = IO::Socket::UNIX->new(Peer => \"/run/ccr/api.sock\") or die $!; print $s \"hello\";'");

      assertThat(exit).isEqualTo(new dev.ccrunner.worker.process.Exit(0, true, ""));
      assertThat(received.get()).isEqualTo("hello");
    }
  }

  private static String receive(ServerSocketChannel server) {
    try (var client = server.accept()) {
      var buffer = ByteBuffer.allocate(100);
      client.read(buffer);
      return new String(
          buffer.array(), 0, buffer.position(), java.nio.charset.StandardCharsets.UTF_8);
    } catch (java.io.IOException e) {
      return e.toString();
    }
  }

  @Test
  void interruptReachesTheProgramInside() throws Exception {
    var request =
        new SandboxRequest(
            run,
            user,
            host,
            java.util.List.of(
                "/bin/sh",
                "-c",
                "trap 'echo bye; exit 5' INT; echo ready; while :; do sleep 0.05; done"),
            Map.of("PATH", "/usr/bin:/bin"));
    try (var child = processes.launch(sandbox.wrap(request), out)) {
      org.awaitility.Awaitility.await().until(() -> out.lines().contains("ready"));

      assertThat(child.stop().code()).isEqualTo(5);
      assertThat(out.lines()).contains("bye");
    }
  }
}

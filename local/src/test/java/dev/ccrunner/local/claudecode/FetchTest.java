package dev.ccrunner.local.claudecode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ccrunner.local.claudecode.Sources.Reachable;
import dev.ccrunner.local.console.CannotContinue;
import dev.ccrunner.local.console.Console;
import dev.ccrunner.local.outside.Network;
import dev.ccrunner.local.outside.Program;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FetchTest {

  private static final String PROGRAM = "#!/bin/sh\necho fetched\n".repeat(1_000);
  private static final Network NETWORK = new Network(Map.of());

  @TempDir private Path folder;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final Console console =
      new Console(new PrintStream(printed, true, StandardCharsets.UTF_8), false);
  private ReleaseServer server;
  private byte[] archive;
  private NativePackage wanted;

  @BeforeEach
  void publish() throws IOException {
    server = new ReleaseServer();
    archive = ReleaseServer.packageWith(PROGRAM);
    wanted = new NativePackage("linux-x64", "9.9.9", ReleaseServer.integrity(archive));
    server.put("/" + wanted.archivePath(), archive);
  }

  @AfterEach
  void close() {
    server.close();
  }

  private Source registry() {
    return new RegistrySource("the registry", server.address(), wanted);
  }

  private ClaudeBinary fetch(Source... sources) {
    return new KeptClaude(folder, wanted)
        .fetch(new Sources(wanted, List.of(sources)), new Download(NETWORK, console));
  }

  private List<String> filesLeft() throws IOException {
    try (var tree = Files.walk(folder)) {
      return tree.filter(Files::isRegularFile)
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.equals("lock"))
          .sorted()
          .toList();
    }
  }

  @Test
  void unpacksOnlyTheProgramAndKeepsIt() throws IOException {
    var fetched = fetch(registry());

    assertThat(fetched.path()).hasContent(PROGRAM).isExecutable();
    assertThat(filesLeft()).containsExactly("claude", "claude.size");
    assertThat(printed.toString(StandardCharsets.UTF_8)).contains("100 %");
    var before = server.requests();
    assertThat(new KeptClaude(folder, wanted).find())
        .get()
        .extracting(ClaudeBinary::path)
        .isEqualTo(fetched.path());
    assertThat(fetch(registry()).path()).isEqualTo(fetched.path());
    assertThat(server.requests()).isEqualTo(before);
  }

  @Test
  void keepsNothingThatHasAnotherHash() throws IOException {
    server.put("/" + wanted.archivePath(), ReleaseServer.packageWith("something else"));

    assertThatThrownBy(() -> fetch(registry()))
        .isInstanceOf(CannotContinue.class)
        .hasMessageContaining("not what its maker published")
        .hasMessageContaining("SHA-512");
    assertThat(filesLeft()).isEmpty();
  }

  @Test
  void triesAgainWhenADownloadIsCut() throws IOException {
    server.cut(1);

    assertThat(fetch(registry()).path()).hasContent(PROGRAM);
    assertThat(printed.toString(StandardCharsets.UTF_8)).contains("broke off");
  }

  @Test
  void givesUpADownloadThatIsAlwaysCutAndLeavesNothing() throws IOException {
    server.cut(100);

    assertThatThrownBy(() -> fetch(registry()))
        .hasMessageContaining("could not be fetched")
        .hasMessageContaining("CCR_CLAUDE_BIN");
    assertThat(filesLeft()).isEmpty();
  }

  @Test
  void goesOnToTheNextSourceWhenOneDoesNotHaveIt() throws IOException {
    var other = new RegistrySource("the empty one", server.address().resolve("/nothing"), wanted);

    assertThat(fetch(other, registry()).path()).hasContent(PROGRAM);
  }

  @Test
  void saysInOneLineThatThereIsNoNetwork() throws IOException {
    int closed;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = socket.getLocalPort();
    }
    var gone = new RegistrySource("the registry", URI.create("http://127.0.0.1:" + closed), wanted);

    assertThatThrownBy(() -> fetch(gone))
        .hasMessageContaining("the registry: no connection")
        .hasMessageContaining("network")
        .hasMessageNotContaining("\n");
    assertThat(filesLeft()).isEmpty();
  }

  @Test
  void givesUpAConnectionThatStandsStill() throws Exception {
    try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> answerAndStandStill(silent));
      var address = URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/");
      var artifact = new Artifact(address, ExpectedHash.ofIntegrity(wanted.integrity()), true);
      var download = new Download(NETWORK, console, Duration.ofMillis(200));

      assertThatThrownBy(() -> download.unpack(artifact, folder.resolve("claude.partial")))
          .isInstanceOf(SourceUnusable.class);
    }
  }

  private static void answerAndStandStill(ServerSocket server) {
    try {
      while (true) {
        var socket = server.accept(); // left open
        socket
            .getOutputStream()
            .write(
                "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nbegun"
                    .getBytes(StandardCharsets.US_ASCII));
      }
    } catch (IOException _) {
      // The test is over.
    }
  }

  @Test
  void fetchesAgainWhatWasCutShortLater() throws IOException {
    var fetched = fetch(registry());
    Files.writeString(fetched.path(), "half");

    assertThat(new KeptClaude(folder, wanted).find()).isEmpty();
    assertThat(fetch(registry()).path()).hasContent(PROGRAM);
  }

  @Test
  void takesTheProgramFromTheMakersSiteByItsManifest() throws IOException {
    var program = PROGRAM.getBytes(StandardCharsets.UTF_8);
    server.put("/releases/9.9.9/linux-x64/claude", program);
    server.put(
        "/releases/9.9.9/manifest.json",
        "{\"version\":\"9.9.9\",\"platforms\":{\"linux-x64\":{\"checksum\":\"%s\"}}}"
            .formatted(ReleaseServer.sha256(program))
            .getBytes(StandardCharsets.UTF_8));
    var maker = new MakerSource(server.address().resolve("/releases"), wanted, NETWORK);

    assertThat(fetch(maker).path()).hasContent(PROGRAM).isExecutable();
  }

  @Test
  void refusesAProgramThatIsNotInTheMakersManifest() {
    server.put("/releases/9.9.9/manifest.json", "{}".getBytes(StandardCharsets.UTF_8));
    var maker = new MakerSource(server.address().resolve("/releases"), wanted, NETWORK);

    assertThat(new Sources(wanted, List.of(maker)).reachable())
        .isInstanceOfSatisfying(
            Reachable.No.class, no -> assertThat(no.why()).contains("no checksum for linux-x64"));
  }

  @Test
  void doesWithoutNpm() {
    var npm = new NpmSource(new Program(Map.of("PATH", folder.toString())), wanted);

    assertThat(new Sources(wanted, List.of(npm)).reachable())
        .isEqualTo(new Reachable.No("npm: not installed"));
    assertThat(fetch(npm, registry()).path()).hasContent(PROGRAM);
  }

  @Test
  void asksNpmWhereTheArchiveIsButTrustsOnlyTheHash() throws IOException {
    var npm = folder.resolve("npm");
    Files.writeString(
        npm,
        "#!/bin/sh\n[ \"$2\" = \"%s@9.9.9\" ] || exit 3\necho %s/%s\n"
            .formatted(wanted.name(), server.address(), wanted.archivePath()));
    assertThat(npm.toFile().setExecutable(true)).isTrue();
    var program = new Program(Map.of("PATH", folder + ":/usr/bin:/bin"));

    assertThat(new Sources(wanted, List.of(new NpmSource(program, wanted))).reachable())
        .isEqualTo(new Reachable.Yes("npm"));
  }
}

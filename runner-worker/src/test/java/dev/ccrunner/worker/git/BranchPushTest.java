package dev.ccrunner.worker.git;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ccrunner.run.FailureCode;
import dev.ccrunner.secret.SecretId;
import dev.ccrunner.testkit.git.GitHttpServer;
import dev.ccrunner.testkit.git.LfsContents;
import dev.ccrunner.testkit.git.Origin;
import dev.ccrunner.worker.process.OsChildProcesses;
import dev.ccrunner.worker.process.ProcessSettings;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class BranchPushTest {
  private static final Path GIT = Path.of("/usr/bin/git");
  private static final String TOKEN = "t0ken-of-the-team";

  @TempDir Path data;
  private final OsChildProcesses processes = new OsChildProcesses(ProcessSettings.defaults());
  private GitHttpServer server;
  private Origin origin;
  private BranchPush pushes;
  private String base;
  private int trees;
  private List<PushOrder.Large> large = List.of();

  @BeforeEach
  void serve() throws Exception {
    var served = Files.createDirectory(data.resolve("served"));
    server = new GitHttpServer(served).demand("shop", "bot", TOKEN);
    origin = Origin.in(served, "shop");
    origin.write("old.txt", "old\n").commit("second");
    base = origin.head();
    Origin.git(origin.bare(), "config", "http.receivepack", "true");
    var settings = TestGitSettings.asking(List.of("127.0.0.1:" + server.port())).build();
    var runner = new GitRunner(GIT, Path.of("/usr/bin/setpriv"), processes);
    var courier = new Courier(settings, runner, data.resolve("bags"));
    pushes = new BranchPush(data.resolve("push"), runner, courier, new HostGuard(settings));
  }

  @AfterEach
  void stop() {
    server.close();
    processes.close();
  }

  private PushOrder order(String branch, String run, @Nullable String session) throws Exception {
    return order(branch, run, session, TOKEN);
  }

  /** With a tree of its own: the base, and one file more. */
  private PushOrder order(String branch, String run, @Nullable String session, String token)
      throws Exception {
    Origin.git(origin.work(), "checkout", "-q", "--detach", base);
    origin.write("new.txt", "new %d\n".formatted(++trees));
    Origin.git(origin.work(), "add", "-A");
    return order(branch, run, session, token, Origin.git(origin.work(), "write-tree"));
  }

  private PushOrder order(
      String branch, String run, @Nullable String session, String token, String tree) {
    var credential =
        new GitCredential(
            new SecretId(UUID.randomUUID()),
            "forge",
            List.of("127.0.0.1:" + server.port()),
            "bot",
            token,
            null);
    return new PushOrder(
        server.url("shop"),
        credential,
        branch,
        base,
        tree,
        new PushOrder.Author("Claude, for Anna", "bot@example.org"),
        "Fix the test\n\nIt was red.\n\nRefs: #7",
        run,
        session,
        large,
        () -> objects(tree),
        Duration.ofMinutes(1),
        () -> false);
  }

  private InputStream objects(String tree) throws java.io.IOException {
    var script =
        "{ git rev-list --objects --no-walk %s; git rev-list --objects %s; } | git pack-objects -q --stdout"
            .formatted(base, tree);
    return new ProcessBuilder("/bin/sh", "-c", script)
        .directory(origin.work().toFile())
        .start()
        .getInputStream();
  }

  private String at(String what) throws Exception {
    return Origin.git(origin.bare(), "rev-parse", what);
  }

  private String count(String branch) throws Exception {
    return Origin.git(origin.bare(), "rev-list", "--count", branch);
  }

  @Test
  void pushesOneCommitOnTheBase() throws Exception {
    var order = order("claude/fix", "run_1", null);

    var pushed = pushes.push(order);

    assertThat(pushed.moved()).isTrue();
    assertThat(at("claude/fix")).isEqualTo(pushed.commit());
    assertThat(at("claude/fix^{tree}")).isEqualTo(order.tree());
    assertThat(at("claude/fix~")).isEqualTo(base);
    assertThat(Origin.git(origin.bare(), "log", "-1", "--format=%an <%ae> %cn%n%B", "claude/fix"))
        .isEqualTo(
            """
            Claude, for Anna <bot@example.org> Claude, for Anna
            Fix the test

            It was red.

            Refs: #7
            Claude-Code-Run: run_1\
            """);
    assertThat(Origin.git(origin.bare(), "fsck", "--strict", "--connectivity-only")).isEmpty();
    assertThat(data.resolve("push")).isEmptyDirectory();
    assertThat(data.resolve("bags")).isEmptyDirectory();
  }

  @Test
  void pushesOnABaseThatTheBranchHasLeftBehind() throws Exception {
    var order = order("claude/fix", "run_1", null);
    Origin.git(origin.work(), "checkout", "-q", "-f", "main");
    origin.write("later.txt", "later\n").commit("later");

    pushes.push(order);

    assertThat(at("claude/fix~")).isEqualTo(base).isNotEqualTo(at("main"));
    assertThat(count("claude/fix")).isEqualTo("3");
  }

  @Test
  void pushesTheSameOnlyOnce() throws Exception {
    var order = order("claude/fix", "run_1", null);
    var first = pushes.push(order);

    var again = pushes.push(order);

    assertThat(again.commit()).isEqualTo(first.commit());
    assertThat(again.moved()).isFalse();
  }

  @Test
  void replacesWhatAnEarlierAttemptOfTheRunHasPushed() throws Exception {
    pushes.push(order("claude/fix", "run_1", null));
    var other = order("claude/fix", "run_1", null);

    pushes.push(other);

    assertThat(at("claude/fix^{tree}")).isEqualTo(other.tree());
    assertThat(at("claude/fix~")).isEqualTo(base);
  }

  @Test
  void goesOnWhereTheSessionHasPushed() throws Exception {
    var first = pushes.push(order("claude/fix", "run_1", "ses_1"));
    var second = order("claude/fix", "run_2", "ses_1");

    pushes.push(second);
    var again = pushes.push(second);

    assertThat(at("claude/fix~")).isEqualTo(first.commit());
    assertThat(at("claude/fix^{tree}")).isEqualTo(second.tree());
    assertThat(again.moved()).isFalse();
    var third = order("claude/fix", "run_2", "ses_1");
    pushes.push(third);
    assertThat(at("claude/fix~")).as("its own is replaced").isEqualTo(first.commit());
    assertThat(count("claude/fix")).isEqualTo("4");
  }

  @Test
  void leavesTheBranchesOfOthersAlone() throws Exception {
    var main = at("main");

    assertThatThrownBy(() -> pushes.push(order("main", "run_1", null)))
        .isInstanceOf(GitFailed.class)
        .hasMessageContaining("The branch main is there already")
        .extracting(failed -> ((GitFailed) failed).code())
        .isEqualTo(FailureCode.PUSH_FAILED);

    pushes.push(order("claude/fix", "run_1", "ses_1"));
    assertThatThrownBy(() -> pushes.push(order("claude/fix", "run_9", "ses_9")))
        .hasMessageContaining("is not of this run or session");
    assertThat(at("main")).isEqualTo(main);
  }

  private PushOrder.Large large(String content, String found) {
    var bytes = content.getBytes(UTF_8);
    return new PushOrder.Large(
        "big.bin",
        new LfsPointer(LfsContents.hash(bytes), bytes.length),
        () -> new ByteArrayInputStream(found.getBytes(UTF_8)));
  }

  @Test
  void handsOverFilesOfGitLfsBeforeItPushesTheirPointers() throws Exception {
    var lfs = LfsContents.at(server, "shop");
    lfs.demand("Basic " + Base64.getEncoder().encodeToString(("bot:" + TOKEN).getBytes(UTF_8)));
    large = List.of(large("content", "content"), large("content", "never read"));

    pushes.push(order("claude/fix", "run_1", null));

    assertThat(lfs.contents()).containsKey(LfsContents.hash("content".getBytes(UTF_8)));
    assertThat(lfs.requests().stream().map(request -> request.substring(0, 4)))
        .containsExactly("POST", "POST", "PUT ", "POST");
    assertThat(at("claude/fix~")).isEqualTo(base);

    pushes.push(order("claude/again", "run_2", null));
    assertThat(lfs.requests()).as("the host has it").hasSize(6);
  }

  @Test
  void pushesNothingWhenAContentIsNotWhatItsPointerSays() throws Exception {
    LfsContents.at(server, "shop");
    large = List.of(large("content", "another"));

    assertThatThrownBy(() -> pushes.push(order("claude/fix", "run_1", null)))
        .hasMessageContaining("'big.bin'")
        .hasMessageContaining("is another one");

    assertThat(Origin.git(origin.bare(), "branch", "--list", "claude/*")).isEmpty();
  }

  @Test
  void hasTheWordsOfAHook() throws Exception {
    var hook = origin.bare().resolve("hooks/pre-receive");
    Files.createDirectories(hook.getParent());
    Files.writeString(hook, "#!/bin/sh\necho 'No pushes on Fridays' >&2\nexit 1\n");
    Files.setPosixFilePermissions(
        hook, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));

    assertThatThrownBy(() -> pushes.push(order("claude/fix", "run_1", null)))
        .hasMessageContaining("No pushes on Fridays")
        .hasMessageContaining("pre-receive hook declined");
  }

  @Test
  void tellsOfACredentialThatIsNotGoodAndDoesNotTellWhichItIs() throws Exception {
    assertThatThrownBy(() -> pushes.push(order("claude/fix", "run_1", null, "wr0ng-token")))
        .hasMessageContaining("Could not look for the branch")
        .hasMessageNotContaining("wr0ng-token");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a..b", "-x y", "x.lock", "a b", "@{u}", "ü\u0007"})
  void refusesWhatIsNoName(String branch) throws Exception {
    assertThatThrownBy(() -> pushes.push(order(branch, "run_1", null)))
        .hasMessageContaining("Could not use the name of the branch");
  }
}

package dev.ccrunner.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.testkit.RealClaude;
import dev.ccrunner.testkit.forge.ForgeServer;
import dev.ccrunner.testkit.forge.ForgeServer.Answer;
import dev.ccrunner.testkit.forge.GitHubServer;
import dev.ccrunner.testkit.git.GitHttpServer;
import dev.ccrunner.testkit.git.Origin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Does what docs/how-to/fix-a-failing-test-from-ci.md says, by the very commands that stand there:
 * the real Claude Code mends a repository of a host that has git and GitHub's API.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FixATestFromCiTest {
  private static final Path HOW_TO = Path.of("../docs/how-to/fix-a-failing-test-from-ci.md");
  private static final Pattern COMMAND = Pattern.compile("(?s)```sh\n(.*?)```");
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String TOKEN = "ghp_9f8e7d-of-ci-4711";

  /** Mends it wrongly, and rightly when it is told so. */
  private static final String ANSWERS =
      """
      {"rules": [
        {"when": "the check 'tests' failed",
         "turns": [{"tool": "Edit", "input":
                      {"file_path": "answer.txt", "old_string": "41", "new_string": "42"}},
                   {"text": "It is 42."}]},
        {"when": "The tests of this repository fail",
         "turns": [{"tool": "Bash", "input": {"command": "sh test.sh"}},
                   {"tool": "Read", "input": {"file_path": "answer.txt"}},
                   {"tool": "Edit", "input":
                      {"file_path": "answer.txt", "old_string": "40", "new_string": "41"}},
                   {"text": "It is 41."}]}]}
      """;

  /** It also looks for the token, in all that it may read; as a whole it stands nowhere in it. */
  private static final String TEST =
      """
      needle=9f8e7d
      needle="$needle-of-ci"
      seen=$({ env; cat /proc/*/environ /proc/*/cmdline; } 2> /dev/null | tr '\\0' '\\n')
      case $seen in *HOME=*) echo LOOKED ;; esac
      case $seen in *"$needle"*) echo LEAKED to a process ;; esac
      grep -rslF --binary-files=text "$needle" "$PWD" /home /tmp /run /etc 2> /dev/null &&
        echo LEAKED to a file
      echo "the remote is $(git config --get remote.origin.url)"
      found=$(cat answer.txt)
      [ "$found" = 42 ] || { echo "expected 42, found $found"; exit 1; }
      """;

  @TempDir static Path folder;
  private final List<String> leaks = new CopyOnWriteArrayList<>();
  private Path served;
  private GitHttpServer host;
  private ForgeServer forge;
  private Optional<Stack> stack = Optional.empty();
  private String keyOfCi;
  private String secret;

  @BeforeAll
  void start() throws Exception {
    var claude = RealClaude.binary();
    served = Files.createDirectory(folder.resolve("served"));
    forge = new GitHubServer(TOKEN);
    host =
        new GitHttpServer(served)
            .demand("octo/shop", "ccr-bot", TOKEN)
            .beside("/api/v3/", forge::handle)
            .whenAsked(this::lookForTheToken);
    var answers = Files.writeString(folder.resolve("answers.json"), ANSWERS);
    stack =
        Optional.of(
            Stack.start(
                folder,
                claude,
                answers,
                "--ccr.workspace.git.http=true",
                "--ccr.workspace.git.private-hosts=" + hostAndPort()));
    keyOfCi =
        made("/v1/api_keys", "{\"name\":\"ci\",\"scopes\":[\"runs:write\",\"runs:read\"]}")
            .path("key")
            .asString();
    secret = onceForAll();
  }

  @AfterAll
  void stop() {
    stack.ifPresent(Stack::close);
    if (host != null) {
      host.close();
      forge.close();
    }
  }

  @AfterEach
  void findsTheTokenNowhere() throws Exception {
    assertThat(leaks).isEmpty();
    try (var left = Files.walk(stack().workerData())) {
      for (var file : left.filter(Files::isRegularFile).toList()) {
        assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
            .as(file.toString())
            .doesNotContain(TOKEN);
      }
    }
  }

  @Test
  void mendsTheTestAndOpensAPullRequest() throws Exception {
    var origin = repository("shop");
    var before = forge.open.size();

    var answer = inTheJob("shop", origin.head());
    var run = answer.path("id").asString();
    var ended = again(run);

    assertThat(ended.path("status").asString()).as(ended.toString()).isEqualTo("succeeded");
    assertThat(ended.path("result").path("text").asString()).isEqualTo("It is 42.");
    assertThat(ended.path("checks").size()).isEqualTo(1);
    assertThat(ended.at("/checks/0/passed").asBoolean()).isTrue();
    assertThat(ended.at("/checks/0/round").asInt()).isEqualTo(2);
    var branch = "claude/fix-" + origin.head();
    var commit = at(origin, branch);
    assertThat(ended.at("/git/branch").asString()).isEqualTo(branch);
    assertThat(ended.at("/git/commit_sha").asString()).isEqualTo(commit);
    assertThat(ended.at("/git/base_sha").asString()).isEqualTo(origin.head());
    assertThat(ended.at("/git/tree_sha").asString()).isEqualTo(at(origin, branch + "^{tree}"));
    assertThat(forge.open).hasSize(before + 1);
    var opened = forge.open.getLast();
    assertThat(ended.at("/git/pull_request/number").asInt()).isEqualTo(opened.number());
    assertThat(ended.at("/git/pull_request/url").asString())
        .isEqualTo(forge.site() + "/octo/shop/pull/" + opened.number());
    assertThat(at(origin, branch + "~")).isEqualTo(origin.head());
    assertThat(Origin.git(origin.bare(), "show", "-s", "--format=%an <%ae>%n%B", branch))
        .isEqualTo(
            """
            Claude Code Runner <claude-code-runner@localhost>
            Make the tests pass

            Claude-Code-Run: %s\
            """
                .formatted(run));
    assertThat(Origin.git(origin.bare(), "show", branch + ":answer.txt")).isEqualTo("42");
    assertThat(opened.head()).isEqualTo(branch);
    assertThat(opened.base()).isEqualTo("main");
    assertThat(opened.title()).isEqualTo("Make the tests pass");
    assertThat(opened.body()).contains(run);

    var seen = seen(run);
    assertThat(seen)
        .contains("LOOKED", "expected 42, found 40", "expected 42, found 41")
        .contains("the remote is " + host.url("octo/shop"))
        .doesNotContain("LEAKED", TOKEN);
    assertThat(patch(run)).contains("-40\n", "+42\n").doesNotContain(TOKEN);
    assertThat(ended.toString()).doesNotContain(TOKEN);
    assertThat(host.authorizations()).as("the host was asked with the credential").isNotEmpty();
  }

  /** The same job, started again, has the same answer and no second pull request. */
  @Test
  void findsTheSameRunForTheSameCommit() throws Exception {
    var origin = repository("shop");
    var commit = origin.head();
    var before = forge.open.size();

    var first = inTheJob("shop", commit).path("id").asString();
    var second = inTheJob("shop", commit).path("id").asString();

    assertThat(second).isEqualTo(first);
    assertThat(again(first).path("status").asString()).isEqualTo("succeeded");
    assertThat(forge.open).hasSize(before + 1);
  }

  @Test
  void saysInItsOwnWordsWhyTheHostTakesNoBranch() throws Exception {
    var origin = repository("shop");
    var hook = origin.bare().resolve("hooks/pre-receive");
    Files.createDirectories(hook.getParent());
    Files.writeString(
        hook, "#!/bin/sh\necho 'GH006: Protected branch update failed' >&2\nexit 1\n");
    Files.setPosixFilePermissions(hook, PosixFilePermissions.fromString("rwxr-xr-x"));

    var run = inTheJob("shop", origin.head()).path("id").asString();

    assertThat(failure(again(run)))
        .contains("push_failed", "GH006: Protected branch update failed");
    assertKeepsItsPatch(run);
  }

  @Test
  void saysThatTheCredentialMayNotWrite() throws Exception {
    var origin = repository("shop");
    Origin.git(origin.bare(), "config", "http.receivepack", "false");

    var run = inTheJob("shop", origin.head()).path("id").asString();

    assertThat(failure(again(run))).contains("push_failed", "403");
    assertKeepsItsPatch(run);
  }

  @Test
  void saysThatTheBranchIsThereAndThePullRequestIsNot() throws Exception {
    var origin = repository("shop");
    forge.instead =
        Answer.of(403, "{\"message\":\"Resource not accessible by personal access token\"}");
    try {
      var run = inTheJob("shop", origin.head()).path("id").asString();
      var ended = again(run);

      var branch = "claude/fix-" + origin.head();
      assertThat(failure(ended))
          .contains("push_failed", branch, "Resource not accessible by personal access token");
      assertThat(ended.at("/git/commit_sha").asString()).isEqualTo(at(origin, branch));
      assertThat(ended.at("/git/pull_request").isObject()).isFalse();
      assertThat(patch(run)).contains("+42\n");
    } finally {
      forge.instead = null;
    }
  }

  @Test
  void fillsTheRunsNameIntoWhatItPushes() throws Exception {
    var origin = repository("shop");
    var body =
        JSON.readTree(
            """
            {"prompt": "The tests of this repository fail.",
             "permission_mode": "acceptEdits",
             "permissions": {"allow": ["Bash(sh test.sh)"]},
             "workspace": {"git": {"url": "%s", "secret": "%s"}},
             "output": {"push": {
               "branch": "mended",
               "author": {"name": "Ada", "email": "ada@example.org"},
               "message": "Mend it ({run_id})",
               "pull_request": {"forge": "github", "title": "Of {run_id}", "draft": true}}}}
            """
                .formatted(host.url("octo/shop"), secret));
    var submitted =
        stack().client().send("POST", "/v1/runs", UUID.randomUUID().toString(), body.toString());
    assertThat(submitted.statusCode()).as(submitted.body()).isEqualTo(202);
    var run = JSON.readTree(submitted.body()).path("id").asString();

    assertThat(again(run).path("status").asString()).isEqualTo("succeeded");
    assertThat(Origin.git(origin.bare(), "show", "-s", "--format=%an <%ae>%n%B", "mended"))
        .isEqualTo(
            "Ada <ada@example.org>\nMend it (%s)\n\nClaude-Code-Run: %s".formatted(run, run));
    assertThat(forge.open.getLast().title()).isEqualTo("Of " + run);
    assertThat(forge.open.getLast().base()).as("the branch that was cloned").isEqualTo("main");
    assertThat(forge.open.getLast().draft()).isTrue();
  }

  private void assertKeepsItsPatch(String run) throws Exception {
    assertThat(patch(run)).contains("-40\n", "+42\n");
    assertThat(stack().client().get("/v1/runs/" + run).at("/git/branch").isString()).isFalse();
  }

  private static String failure(JsonNode run) {
    assertThat(run.path("status").asString()).isEqualTo("failed");
    return run.path("failure").toString();
  }

  /** A new repository under that name. */
  private Origin repository(String name) throws Exception {
    for (var old :
        List.of(served.resolve("octo/%s.git".formatted(name)), folder.resolve("work-octo"))) {
      if (Files.exists(old)) {
        Files.move(old, folder.resolve("old-" + UUID.randomUUID()));
      }
    }
    var origin = Origin.in(served, "octo/" + name);
    origin.write("test.sh", TEST).write("answer.txt", "40\n");
    origin.commit("A test that fails, " + UUID.randomUUID());
    Origin.git(origin.bare(), "config", "http.receivepack", "true");
    return origin;
  }

  private static String at(Origin origin, String what) throws Exception {
    return Origin.git(origin.bare(), "rev-parse", what);
  }

  private String onceForAll() throws Exception {
    var command =
        commands().getFirst().replace("git.example.org", hostAndPort()).replace("…", TOKEN);
    return JSON.readTree(shell(command, Map.of("CCR_KEY_OF_A_PERSON", stack().apiKey())))
        .path("id")
        .asString();
  }

  private JsonNode inTheJob(String repository, String commit) throws Exception {
    var variables = new HashMap<String, String>();
    variables.put("REPOSITORY", host.url("octo/" + repository));
    variables.put("BRANCH", "main");
    variables.put("COMMIT", commit);
    variables.put("TEST_COMMAND", "sh test.sh");
    variables.put("FORGE", "github");
    variables.put("CCR_GIT_SECRET", secret);
    return JSON.readTree(shell(commands().get(1), variables));
  }

  private JsonNode again(String run) throws Exception {
    return JSON.readTree(shell(commands().get(2), Map.of("RUN", run)));
  }

  /** What stands in the document, in its order. */
  private static List<String> commands() throws IOException {
    var commands =
        COMMAND.matcher(Files.readString(HOW_TO)).results().map(found -> found.group(1)).toList();
    assertThat(commands).hasSize(3);
    return commands;
  }

  private String shell(String command, Map<String, String> variables) throws Exception {
    var builder = new ProcessBuilder("/bin/sh", "-eu", "-c", command);
    builder.environment().clear();
    builder.environment().putAll(variables);
    builder.environment().put("PATH", "/usr/bin:/bin");
    builder.environment().put("CCR_URL", stack().url().toString());
    builder.environment().put("CCR_KEY", keyOfCi == null ? "" : keyOfCi);
    var said = folder.resolve("said");
    var process = builder.redirectError(said.toFile()).start();
    var printed = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(printed + Files.readString(said)).isZero();
    return printed;
  }

  private JsonNode made(String path, String body) throws Exception {
    var answer = stack().client().send("POST", path, UUID.randomUUID().toString(), body);
    assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201);
    return JSON.readTree(answer.body());
  }

  private String patch(String run) throws Exception {
    var answer = stack().client().send("GET", "/v1/runs/%s/patch".formatted(run), "none", "");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  private String seen(String run) throws Exception {
    return stack().client().streamToEnd(run, 0).toString();
  }

  /** While the host is asked, in all processes of this machine but this one. */
  private void lookForTheToken() {
    ProcessHandle.allProcesses()
        .map(ProcessHandle::pid)
        .filter(pid -> pid != ProcessHandle.current().pid())
        .forEach(pid -> {
          for (var file : List.of("cmdline", "environ")) {
            try {
              var text =
                  Files.readString(
                      Path.of("/proc", Long.toString(pid), file), StandardCharsets.ISO_8859_1);
              if (text.contains(TOKEN)) {
                leaks.add(file + ": " + text.replace('\0', ' '));
              }
            } catch (IOException _) {
              // It has ended meanwhile.
            }
          }
        });
  }

  private String hostAndPort() {
    return "127.0.0.1:" + host.port();
  }

  private Stack stack() {
    return stack.orElseThrow();
  }
}

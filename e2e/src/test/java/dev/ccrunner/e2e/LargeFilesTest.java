package dev.ccrunner.e2e;

import static dev.ccrunner.e2e.EventLog.numbered;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.testkit.RealClaude;
import dev.ccrunner.testkit.git.GitHttpServer;
import dev.ccrunner.testkit.git.LfsContents;
import dev.ccrunner.testkit.git.Origin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A repository whose files are in Git LFS, from the request to the branch that is pushed: over two
 * turns of one session, the second with the Claude Code that the first has left.
 */
class LargeFilesTest {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String TOKEN = "ghp_of-large-files-4711";
  private static final String BASIC =
      "Basic " + Base64.getEncoder().encodeToString(("ccr-bot:" + TOKEN).getBytes(ISO_8859_1));

  private static final String ANSWERS =
      """
      {"rules": [
        {"when": "Change them again",
         "turns": [{"tool": "Bash", "input": {"command":
                      "cat a.bin; printf again > a.bin; printf new > c.bin"}},
                   {"text": "Changed again."}]},
        {"when": "Change one",
         "turns": [{"tool": "Bash", "input": {"command":
                      "cat a.bin b.bin; printf changed > a.bin"}},
                   {"text": "Changed."}]}]}
      """;

  @TempDir Path folder;
  private GitHttpServer host;
  private LfsContents lfs;
  private Origin origin;
  private Optional<Stack> stack = Optional.empty();

  @BeforeEach
  void start() throws Exception {
    var claude = RealClaude.binary();
    var served = Files.createDirectory(folder.resolve("served"));
    host = new GitHttpServer(served).demand("shop", "ccr-bot", TOKEN);
    lfs = LfsContents.at(host, "shop");
    lfs.demand(BASIC);
    origin = Origin.in(served, "shop");
    origin.write(".gitattributes", "*.bin filter=lfs diff=lfs merge=lfs -text\n");
    origin.write("a.bin", lfs.keep("the first content".getBytes(UTF_8)));
    origin.write("b.bin", lfs.keep("the other content".getBytes(UTF_8)));
    origin.commit("Two large files");
    Origin.git(origin.bare(), "config", "http.receivepack", "true");
    stack =
        Optional.of(
            Stack.start(
                folder,
                claude,
                Files.writeString(folder.resolve("answers.json"), ANSWERS),
                "--ccr.workspace.git.http=true",
                "--ccr.workspace.git.private-hosts=127.0.0.1:" + host.port()));
  }

  @AfterEach
  void stop() {
    stack.ifPresent(Stack::close);
    host.close();
  }

  @Test
  void haveTheirContentsInTheWorkspaceAndPointersInTheBranch() throws Exception {
    var session = session();

    var first = turn(session, "Change one", "{}");

    assertThat(seen(first)).contains("the first contentthe other content").doesNotContain(TOKEN);
    assertThat(patch(first))
        .contains("+oid sha256:" + hash("changed"))
        .doesNotContain("GIT binary patch");
    assertThat(artifacts(first)).containsExactly("a.bin changed");
    assertThat(lfs.contents()).as("nothing is pushed yet").doesNotContainKey(hash("changed"));

    var second = turn(session, "Change them again", "{\"push\": {\"branch\": \"art\"}}");

    assertThat(seen(second)).contains("\"warm\":true", "changed").doesNotContain(TOKEN);
    assertThat(artifacts(second)).containsExactlyInAnyOrder("a.bin again", "c.bin new");
    assertThat(inBranch("a.bin")).isEqualTo(pointer("again"));
    assertThat(inBranch("b.bin")).isEqualTo(pointer("the other content"));
    assertThat(inBranch("c.bin")).isEqualTo(pointer("new"));
    assertThat(lfs.contents()).containsKeys(hash("again"), hash("new"));
    assertThat(lfs.contents()).as("no branch has it").doesNotContainKey(hash("changed"));
  }

  private String session() throws Exception {
    var secret =
        made(
            "/v1/secrets",
            "{\"name\": \"git\", \"kind\": \"git\", \"hosts\": [\"127.0.0.1:%d\"], \"username\": \"ccr-bot\", \"value\": \"%s\"}"
                .formatted(host.port(), TOKEN));
    return made(
            "/v1/sessions",
            "{\"workspace\": {\"git\": {\"url\": \"%s\", \"secret\": \"%s\", \"lfs\": true}}}"
                .formatted(host.url("shop"), secret.path("id").asString()))
        .path("id")
        .asString();
  }

  /** A run that succeeds. */
  private String turn(String session, String prompt, String output) throws Exception {
    var run =
        made(
                "/v1/runs",
                "{\"session_id\": \"%s\", \"prompt\": \"%s\", \"permission_mode\": \"bypassPermissions\", \"output\": %s}"
                    .formatted(session, prompt, output))
            .path("id")
            .asString();
    assertThat(numbered(client().streamToEnd(run, 0)).getLast().type())
        .as(client().get("/v1/runs/" + run).toString())
        .isEqualTo("run.succeeded");
    return run;
  }

  private String seen(String run) throws Exception {
    return client().streamToEnd(run, 0).toString();
  }

  private String patch(String run) throws Exception {
    return client().send("GET", "/v1/runs/%s/patch".formatted(run), "none", "").body();
  }

  /** Each by its name and content. */
  private List<String> artifacts(String run) throws Exception {
    var of = "/v1/runs/%s/artifacts".formatted(run);
    return client()
        .get(of)
        .path("data")
        .valueStream()
        .map(artifact -> artifact.path("path").asString() + " " + content(of, artifact))
        .collect(Collectors.toList());
  }

  private String content(String of, JsonNode artifact) {
    try {
      var path = "%s/%s/content".formatted(of, artifact.path("id").asString());
      return client().send("GET", path, "none", "").body();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private String inBranch(String file) throws Exception {
    return Origin.git(origin.bare(), "show", "art:" + file) + "\n";
  }

  private static String hash(String content) {
    return LfsContents.hash(content.getBytes(UTF_8));
  }

  private static String pointer(String content) {
    return LfsContents.pointer(content.getBytes(UTF_8));
  }

  private JsonNode made(String path, String body) throws Exception {
    var answer = client().send("POST", path, UUID.randomUUID().toString(), body);
    assertThat(answer.statusCode()).as(answer.body()).isIn(201, 202);
    return JSON.readTree(answer.body());
  }

  private ApiClient client() {
    return stack.orElseThrow().client();
  }
}

package dev.ccrunner.worker.git;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ccrunner.run.FailureCode;
import dev.ccrunner.run.GitSource;
import dev.ccrunner.run.source.GitAddress;
import dev.ccrunner.testkit.git.GitHttpServer;
import dev.ccrunner.testkit.git.LfsContents;
import dev.ccrunner.testkit.git.Origin;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpMethod;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.node.ObjectNode;

/** Repositories with files of Git LFS, from friendly hosts and from others. */
class LfsTest extends CloneContract {
  private static final byte[] CONTENT = content(200_000);
  private static final String BASIC =
      "Basic " + Base64.getEncoder().encodeToString("bot:s3cret-token".getBytes(UTF_8));

  private Origin origin;
  private LfsContents lfs;

  private static byte[] content(int length) {
    var bytes = new byte[length];
    new Random(7).nextBytes(bytes);
    return bytes;
  }

  @BeforeEach
  void serve() throws Exception {
    origin = Origin.in(served, "shop");
    lfs = LfsContents.at(server, "shop");
    origin.write(".gitattributes", "*.bin filter=lfs diff=lfs merge=lfs -text\n");
    origin.write("art/one big.bin", lfs.keep(CONTENT));
    origin.write("same.bin", LfsContents.pointer(CONTENT));
    origin.write("tool.bin", lfs.keep("#!/bin/sh\necho works\n".getBytes(UTF_8)));
    Files.setPosixFilePermissions(
        origin.work().resolve("tool.bin"), PosixFilePermissions.fromString("rwxr-xr-x"));
    origin.write("pointer.txt", LfsContents.pointer(CONTENT)).write("raw.bin", "never a pointer");
    origin.write(".lfsconfig", "[lfs]\n\turl = http://127.0.0.1:9/theirs\n").commit("assets");
  }

  private GitSource source() {
    return new GitSource(server.url("shop"), null, 1, null, false, true, null);
  }

  private GitFailed failure(@Nullable GitCredential credential) throws Exception {
    return failure(source(), credential, settings());
  }

  private void bend(java.util.function.Consumer<ObjectNode> how) {
    lfs.bend(object -> {
      how.accept(object);
      return object;
    });
  }

  private void contentsAt(String site) {
    bend(object ->
        ((ObjectNode) object.at("/actions/download"))
            .put("href", site + "/contents/" + object.path("oid").asString()));
  }

  @Test
  void hasTheContentsInTheWorkspace() throws Exception {
    var job = job();

    clone(job, source());

    assertThat(job.workspace().resolve("art/one big.bin")).hasBinaryContent(CONTENT);
    assertThat(job.workspace().resolve("same.bin")).hasBinaryContent(CONTENT);
    assertThat(inWorkspace(job, "/bin/sh", "-c", "./tool.bin")).isEqualTo("works");
    assertThat(job.workspace().resolve("raw.bin")).hasContent("never a pointer");
    assertThat(job.workspace().resolve("pointer.txt"))
        .as("no filter is on it")
        .hasContent(LfsContents.pointer(CONTENT));
    assertThat(git(job, "status", "--porcelain")).isEmpty();
    assertThat(git(job, "show", "HEAD:same.bin") + "\n").isEqualTo(LfsContents.pointer(CONTENT));
    assertThat(lfs.requests()).hasSize(3).first().asString().contains("/objects/batch");
  }

  @Test
  void lowersAndRaisesAFileAsGitLfsWould() throws Exception {
    var job = job();
    clone(job, source());

    inWorkspace(job, "/bin/sh", "-c", "printf changed > same.bin; rm 'art/one big.bin'");

    assertThat(git(job, "status", "--porcelain").lines().map(String::strip))
        .containsExactlyInAnyOrder("D \"art/one big.bin\"", "M same.bin");
    git(job, "add", "same.bin");
    assertThat(git(job, "show", ":same.bin") + "\n")
        .isEqualTo(LfsContents.pointer("changed".getBytes(UTF_8)));
    git(job, "checkout", "-q", "HEAD", "--", ".");
    assertThat(job.workspace().resolve("same.bin")).hasBinaryContent(CONTENT);
    assertThat(git(job, "status", "--porcelain")).isEmpty();
  }

  @Test
  void asksOnlyForWhatIsNew() throws Exception {
    clone(job(), source());
    origin.write("new.bin", lfs.keep("new".getBytes(UTF_8))).commit("more");
    lfs.requests().clear();
    var job = job();

    clone(job, source());

    assertThat(lfs.requests()).hasSize(2).last().asString().startsWith("GET");
    assertThat(job.workspace().resolve("new.bin")).hasContent("new");
    assertThat(job.workspace().resolve("same.bin")).hasBinaryContent(CONTENT);
  }

  @Test
  void leavesPointersWhereNobodyAskedForContents() throws Exception {
    var job = job();

    clone(job, source(server.url("shop")));

    assertThat(job.workspace().resolve("same.bin")).hasContent(LfsContents.pointer(CONTENT));
    assertThat(lfs.requests()).isEmpty();
  }

  @Test
  void sendsTheCredentialToTheRepositorysOwnHostOnly() throws Exception {
    lfs.demand(BASIC);
    try (var other = new GitHttpServer(served)) {
      var elsewhere = LfsContents.at(other, "shop");
      elsewhere.contents().putAll(lfs.contents());
      contentsAt("http://127.0.0.1:" + other.port());
      var job = job();

      repositories(alsoAsking(other)).cloneInto(job, source(), token("s3cret-token"), () -> false);

      assertThat(job.workspace().resolve("same.bin")).hasBinaryContent(CONTENT);
      assertThat(elsewhere.requests()).hasSize(2);
      assertThat(elsewhere.authorizations()).isEmpty();
      assertThat(lfs.authorizations()).hasSize(1);
    }
  }

  private GitSettings alsoAsking(GitHttpServer other) {
    return TestGitSettings.asking(
            List.of("127.0.0.1:" + server.port(), "127.0.0.1:" + other.port()))
        .build();
  }

  @Test
  void followsARedirectToWhomMayBeAskedAndTakesTheHostsHeadersNotAlong() throws Exception {
    try (var other = new GitHttpServer(served)) {
      var elsewhere = LfsContents.at(other, "shop");
      elsewhere.contents().putAll(lfs.contents());
      lfs.redirect("http://127.0.0.1:%d/contents/".formatted(other.port()));
      bend(object ->
          ((ObjectNode) object.at("/actions/download"))
              .putObject("header")
              .put("Authorization", "RemoteAuth for-this-host"));
      var job = job();

      repositories(alsoAsking(other)).cloneInto(job, source(), token("s3cret-token"), () -> false);

      assertThat(job.workspace().resolve("same.bin")).hasBinaryContent(CONTENT);
      assertThat(lfs.authorizations())
          .as("the credential was not asked for")
          .isNotEmpty()
          .allMatch(sent -> sent.endsWith("RemoteAuth for-this-host"));
      assertThat(elsewhere.authorizations()).isEmpty();
    }
  }

  @Test
  void goesNoWhereElse() throws Exception {
    try (var hidden = new GitHttpServer(served)) {
      var site = "http://127.0.0.1:" + hidden.port();
      lfs.redirect(site + "/contents/");

      assertThat(failure(null).code()).isEqualTo(FailureCode.REPO_UNAVAILABLE);
      lfs.redirect(null);
      contentsAt(site);
      assertThat(failure(token("s3cret-token")).code()).isEqualTo(FailureCode.REPO_UNAVAILABLE);
      assertThat(hidden.requests()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://169.254.169.254/latest",
        "http://localhost:1",
        "http://[::1]:1",
        "http://u:p@127.0.0.1:80",
        "file:///etc",
        "ftp://127.0.0.1",
        "//127.0.0.1",
        "",
        "not an address"
      })
  void asksNobodyWhomItMayNot(String site) throws Exception {
    contentsAt(site);

    assertThat(failure(null).code()).isEqualTo(FailureCode.REPO_UNAVAILABLE);
  }

  /** Although the operator has listed it: that is for those who name it themselves. */
  @Test
  void isNotSentFromAPublicHostIntoThisNetwork() throws Exception {
    var address = GitAddress.parse("https://git.example.org/shop.git").valid().orElseThrow();
    var outside = new PinnedRemote(address, List.of(InetAddress.getByName("8.8.8.8")), null);
    var second = Duration.ofSeconds(1);

    try (var http =
        new LfsHttp(new HostGuard(settings(), lookup), outside, second, second, () -> false)) {
      var ask =
          new LfsHttp.Ask(
              HttpMethod.GET, "http://127.0.0.1:%d/x".formatted(server.port()), Map.of(), null);
      assertThatThrownBy(() -> http.send(ask)).hasMessageContaining("Expected a public host");
    }
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void saysWhichFileTheHostDoesNotHave() throws Exception {
    lfs.contents().remove(LfsContents.hash(CONTENT));

    assertThat(failure(null))
        .hasMessageContaining("'art/one big.bin'")
        .hasMessageContaining("Object does not exist (404)")
        .extracting(GitFailed::code)
        .isEqualTo(FailureCode.REPO_UNAVAILABLE);
  }

  @Test
  void believesAHashAndNothingElse() throws Exception {
    var other = CONTENT.clone();
    other[100]++;
    lfs.contents().put(LfsContents.hash(CONTENT), other);
    assertThat(failure(null)).hasMessageContaining("expected the SHA-256");

    lfs.contents().put(LfsContents.hash(CONTENT), content(200_001));
    assertThat(failure(null)).hasMessageContaining("expected 200000 bytes, found more");

    lfs.contents().put(LfsContents.hash(CONTENT), content(7));
    assertThat(failure(null)).hasMessageContaining("expected 200000 bytes, found 7 bytes");

    lfs.contents().put(LfsContents.hash(CONTENT), CONTENT);
    var job = job();
    clone(job, source());
    assertThat(job.workspace().resolve("same.bin")).hasBinaryContent(CONTENT);
  }

  @Test
  void addsUpWhatPointersPromiseBeforeItFetchesAnything() throws Exception {
    var huge = LfsContents.pointer(CONTENT).replace("size 200000", "size 99999999999999999");
    origin.write("huge.bin", huge).commit("huge");

    assertThat(failure(null).code()).isEqualTo(FailureCode.REPO_TOO_LARGE);
    assertThat(lfs.requests()).isEmpty();
  }

  @Test
  void saysThatTheCredentialIsNotGood() throws Exception {
    lfs.demand(BASIC);

    assertThat(failure(token("wr0ng")))
        .hasMessageContaining("401")
        .hasMessageNotContaining("wr0ng")
        .extracting(GitFailed::code)
        .isEqualTo(FailureCode.REPO_AUTH);
    assertThat(failure(null).code()).isEqualTo(FailureCode.REPO_AUTH);
  }

  @Test
  void saysThatTheHostHasNoGitLfs() throws Exception {
    Origin.in(served, "plain").write("a.bin", LfsContents.pointer(CONTENT)).commit("pointer");

    assertThat(
            failure(
                new GitSource(server.url("plain"), null, 1, null, false, true, null),
                null,
                settings()))
        .hasMessageContaining("Could not ask the host for files of Git LFS");
  }

  @Test
  void endsWithTheRun() throws Exception {
    var wanted = new AtomicBoolean(true);
    server.beside(
        "/slow/",
        exchange -> {
          wanted.set(false);
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write(new byte[10]);
          exchange.getResponseBody().flush(); // and nothing more
        });
    bend(object ->
        ((ObjectNode) object.at("/actions/download"))
            .put("href", "http://127.0.0.1:%d/slow/".formatted(server.port())));
    var settings = settings(DataSize.ofMegabytes(1), Duration.ofMinutes(5), Duration.ofMinutes(5));
    var repositories = repositories(settings);
    var job = job();

    assertThatThrownBy(() -> repositories.cloneInto(job, source(), null, () -> !wanted.get()))
        .hasMessageContaining("not wanted any more");
  }
}

package dev.ccrunner.worker.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.run.FailureCode;
import dev.ccrunner.testkit.git.GitHttpServer;
import dev.ccrunner.testkit.git.GitHttpServer.Manner;
import dev.ccrunner.testkit.git.Origin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.util.unit.DataSize;

class RepositoriesTest extends CloneContract {
  @Test
  void clonesTheMainBranchAsItsUserExpects() throws Exception {
    var origin = Origin.in(served, "shop");
    var commit = origin.write("src/run.sh", "#!/bin/sh\n").commit("second");
    var job = job();

    var cloned = clone(job, source(server.url("shop")));

    assertThat(cloned.commit()).isEqualTo(commit);
    assertThat(cloned.ref()).isEqualTo("main");
    assertThat(cloned.files()).isEqualTo(2);
    assertThat(cloned.known()).isFalse();
    assertThat(job.workspace().resolve("src/run.sh")).hasContent("#!/bin/sh\n");
    assertThat(git(job, "status", "--porcelain=v2", "--branch"))
        .contains("branch.head main")
        .contains("branch.upstream origin/main")
        .contains("branch.ab +0 -0")
        .doesNotContain("\n?");
    assertThat(git(job, "log", "--format=%s")).as("one commit of history").isEqualTo("second");
    assertThat(git(job, "remote", "get-url", "origin")).isEqualTo(server.url("shop"));
    assertThat(git(job, "fsck", "--strict")).isEmpty();
    assertThat(
            git(
                job,
                "-c",
                "user.name=A",
                "-c",
                "user.email=a@b",
                "commit",
                "--allow-empty",
                "-qm",
                "x"))
        .as("the run's user owns it")
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "feature/new, 1, feature/new, feature/new, 1",
    "feature/new, 2, feature/new, feature/new, 2",
    "feature/new, 0, feature/new, feature/new, 3",
    "v1, 1, v1, HEAD, 1",
    "v1, 0, v1, HEAD, 2",
    "annotated, 1, annotated, HEAD, 1",
    "annotated, 0, annotated, HEAD, 2",
    "refs/heads/feature/new, 1, feature/new, feature/new, 1",
    "refs/pull/7/head, 1, refs/pull/7/head, HEAD, 1",
    "refs/pull/7/head, 0, refs/pull/7/head, HEAD, 3",
    "HEAD, 1, main, main, 1",
  })
  void checksOutWhatWasNamed(String ref, int depth, String named, String at, int commits)
      throws Exception {
    var origin = Origin.in(served, "shop");
    origin.write("a", "a").commit("second");
    origin.git("tag", "v1").git("tag", "-a", "annotated", "-m", "words");
    var third = origin.branch("feature/new").write("b", "b").commit("third");
    Origin.git(origin.bare(), "update-ref", "refs/pull/7/head", third);
    var job = job();

    var cloned = clone(job, source(server.url("shop"), ref, depth));

    assertThat(cloned.ref()).isEqualTo(named);
    assertThat(git(job, "rev-parse", "--abbrev-ref", "HEAD")).isEqualTo(at);
    assertThat(git(job, "rev-parse", "HEAD")).isEqualTo(cloned.commit());
    assertThat(git(job, "rev-list", "--count", "HEAD")).isEqualTo(String.valueOf(commits));
    assertThat(git(job, "status", "--porcelain")).isEmpty();
    assertThat(git(job, "fsck", "--no-dangling")).isEmpty();
    if (depth == 0) {
      assertThat(git(job, "branch", "-r", "--format=%(refname)"))
          .contains("refs/remotes/origin/main", "refs/remotes/origin/feature/new");
      assertThat(git(job, "tag")).contains("annotated", "v1");
    }
  }

  @Test
  void checksOutACommitThatNoBranchEndsWith() throws Exception {
    var origin = Origin.in(served, "shop");
    var first = origin.head();
    origin.write("a", "a").commit("second");
    var job = job();

    var cloned = clone(job, source(server.url("shop"), first, 1));

    assertThat(cloned.commit()).isEqualTo(first);
    assertThat(cloned.ref()).isNull();
    assertThat(git(job, "rev-parse", "--abbrev-ref", "HEAD")).isEqualTo("HEAD");
    assertThat(job.workspace().resolve("a")).doesNotExist();
  }

  @Test
  void knowsRepositoriesOfLongHashes() throws Exception {
    var commit = Origin.in(served, "shop", "sha256").head();
    var job = job();

    assertThat(clone(job, source(server.url("shop"))).commit()).isEqualTo(commit).hasSize(64);
    assertThat(git(job, "status", "--porcelain")).isEmpty();
  }

  @Test
  void theSecondCloneGetsOnlyWhatIsNew() throws Exception {
    var origin = Origin.in(served, "shop");
    clone(job(), source(server.url("shop")));
    server.requests().clear();

    var again = clone(job(), source(server.url("shop")));

    assertThat(again.known()).isTrue();
    assertThat(server.requests())
        .as("the remote is asked what there is, and not for it")
        .hasSizeLessThanOrEqualTo(2);

    var commit = origin.write("new", "new").commit("new");
    var job = job();
    var renewed = clone(job, source(server.url("shop")));

    assertThat(renewed.commit()).isEqualTo(commit);
    assertThat(job.workspace().resolve("new")).hasContent("new");
    assertThat(git(job, "fsck", "--no-dangling")).isEmpty();
  }

  @Test
  void branchesThatStandInEachOthersWayDoNot() throws Exception {
    var origin = Origin.in(served, "shop");
    origin.branch("a").write("x", "1").commit("a");
    clone(job(), source(server.url("shop"), "a", 0));
    clone(job(), source(server.url("shop"), "a", 1));
    origin.git("checkout", "-q", "main").git("branch", "-D", "a");
    Origin.git(origin.bare(), "update-ref", "-d", "refs/heads/a");
    origin.branch("a/b").write("x", "2").commit("a/b");
    var job = job();

    clone(job, source(server.url("shop"), "a/b", 0));
    clone(job(), source(server.url("shop"), "a/b", 1));

    assertThat(job.workspace().resolve("x")).hasContent("2");
  }

  @Test
  void manyAtOnceShareOneMirror() throws Exception {
    Origin.in(served, "shop");
    var repositories = repositories(settings());
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var clones =
          IntStream.range(0, 6)
              .<Callable<Repositories.Cloned>>mapToObj(_ -> {
                var job = job();
                return () ->
                    repositories.cloneInto(job, source(server.url("shop")), null, () -> false);
              })
              .toList();
      for (var clone : threads.invokeAll(clones)) {
        assertThat(clone.get().files()).isEqualTo(1);
      }
    }
    try (var mirrors = Files.newDirectoryStream(data.resolve("git"), Files::isDirectory)) {
      assertThat(mirrors).hasSize(1);
    }
  }

  @ParameterizedTest
  @CsvSource({"pack", "HEAD", "config", "everything"})
  void aBrokenMirrorIsFetchedAnew(String broken) throws Exception {
    Origin.in(served, "shop");
    clone(job(), source(server.url("shop")));
    var mirror = onlyMirror();
    switch (broken) {
      case "pack" -> {
        try (var packs = Files.newDirectoryStream(mirror.resolve("objects/pack"), "*.pack")) {
          for (var pack : packs) {
            Files.delete(pack);
            Files.writeString(pack, "PACK, they said");
          }
        }
      }
      case "everything" -> RemovedFolder.at(mirror.resolve("objects"));
      default -> Files.writeString(mirror.resolve(broken), "\0nonsense");
    }
    var job = job();

    var cloned = clone(job, source(server.url("shop")));

    assertThat(job.workspace().resolve("README")).hasContent("hello\n");
    assertThat(git(job, "fsck", "--no-dangling")).isEmpty();
    assertThat(cloned.files()).isEqualTo(1);
  }

  private Path onlyMirror() throws Exception {
    try (var mirrors = Files.newDirectoryStream(data.resolve("git"), Files::isDirectory)) {
      return mirrors.iterator().next();
    }
  }

  @Test
  void nothingARunDoesToItsCopyReachesTheMirror() throws Exception {
    Origin.in(served, "shop");
    var job = job();
    clone(job, source(server.url("shop")));

    inWorkspace(
        job,
        "/bin/sh",
        "-c",
        "chmod -R u+w .git/objects && for f in .git/objects/pack/*; do echo broken > $f; done");
    var next = job();
    clone(next, source(server.url("shop")));

    assertThat(git(next, "fsck", "--strict")).isEmpty();
    assertThat(inWorkspace(next, "/bin/sh", "-c", "find . -type f -links +1")).isEmpty();
    assertThat(next.workspace().resolve(".git/objects/info/alternates")).doesNotExist();
  }

  @Test
  void theOldestCopiesGoWhenThereIsTooMuch() throws Exception {
    Origin.in(served, "one");
    Origin.in(served, "two");
    clone(job(), source(server.url("one")));
    var first = onlyMirror();
    clock.set(clock.instant().plus(Duration.ofDays(8)));

    clone(job(), source(server.url("two")));

    assertThat(first).doesNotExist();
    assertThat(onlyMirror()).isNotEqualTo(first);
  }

  @Test
  void signsInWhereTheSecretIsFor() throws Exception {
    Origin.in(served, "private");
    server.demand("private", "bot", "s3cret-token");
    var job = job();

    repositories(settings())
        .cloneInto(job, source(server.url("private")), token("s3cret-token"), () -> false);

    assertThat(job.workspace().resolve("README")).hasContent("hello\n");
    assertThat(inWorkspace(job, "/bin/sh", "-c", "! grep -r s3cret . && ! grep -r bot@ ."))
        .isEmpty();
    assertThat(data.resolve("courier")).isEmptyDirectory();
    try (var all = Files.walk(data.resolve("git"))) {
      assertThat(all.filter(Files::isRegularFile))
          .noneSatisfy(file ->
              assertThat(new String(Files.readAllBytes(file), "ISO-8859-1")).contains("s3cret"));
    }
  }

  @Test
  void sendsASecretNowhereElse() throws Exception {
    Origin.in(served, "private");
    server.demand("private", "bot", "s3cret-token");
    var elsewhere =
        new GitCredential(
            token("x").id(),
            "git-bot",
            java.util.List.of("github.com"),
            "bot",
            "s3cret-token",
            null);

    assertThat(failure(source(server.url("private")), elsewhere, settings()).code())
        .isEqualTo(FailureCode.REPO_AUTH);
    assertThat(server.authorizations()).isEmpty();
  }

  @Test
  void saysThatASecretIsWrongWithoutSayingIt() throws Exception {
    Origin.in(served, "private");
    server.demand("private", "bot", "s3cret-token");

    var failed = failure(source(server.url("private")), token("wr0ng-token"), settings());

    assertThat(failed.code()).isEqualTo(FailureCode.REPO_AUTH);
    assertThat(failed.getMessage()).doesNotContain("wr0ng");
  }

  @Test
  void anotherSecretHasAnotherMirror() throws Exception {
    Origin.in(served, "private");
    server.demand("private", "bot", "s3cret-token");
    repositories(settings())
        .cloneInto(job(), source(server.url("private")), token("s3cret-token"), () -> false);

    assertThat(codeOf(source(server.url("private"))))
        .as("who has no secret gets nothing of what somebody else has fetched")
        .isEqualTo(FailureCode.REPO_AUTH);
  }

  @Test
  void followsNoRedirect() throws Exception {
    Origin.in(served, "shop");
    try (var other = new GitHttpServer(served)) {
      server.redirect("moved", other.url("shop"));

      assertThat(failure(source(server.url("moved")), token("s3cret-token"), settings()).code())
          .isEqualTo(FailureCode.REPO_UNAVAILABLE);
      assertThat(other.requests()).isEmpty();
    }
  }

  @Test
  void saysWhatIsNotThere() throws Exception {
    Origin.in(served, "shop");
    var nothing = "0123456789abcdef0123456789abcdef01234567";

    assertThat(codeOf(source(server.url("nowhere")))).isEqualTo(FailureCode.REPO_NOT_FOUND);
    assertThat(codeOf(source(server.url("shop"), "nobranch", 1)))
        .isEqualTo(FailureCode.REF_NOT_FOUND);
    assertThat(codeOf(source(server.url("shop"), nothing, 1))).isEqualTo(FailureCode.REF_NOT_FOUND);
    assertThat(codeOf(source(server.url("shop"), "0123456", 1)))
        .as("an abbreviated commit")
        .isEqualTo(FailureCode.REF_NOT_FOUND);
  }

  @Test
  void saysThatAnEmptyRepositoryIsEmpty() throws Exception {
    Origin.git(served, "init", "-q", "--bare", served.resolve("empty.git").toString());

    assertThat(codeOf(source(server.url("empty")))).isEqualTo(FailureCode.REF_NOT_FOUND);
  }

  @ParameterizedTest
  @CsvSource({"BROKEN", "BREAKING_OFF", "SILENT"})
  void saysThatAServerIsOfNoUse(Manner manner) throws Exception {
    Origin.in(served, "shop").write("a", "x".repeat(10_000)).commit("more");
    server.manner(manner);

    assertThat(
            failure(
                    source(server.url("shop")),
                    null,
                    settings(
                        DataSize.ofMegabytes(10), Duration.ofSeconds(3), Duration.ofSeconds(30)))
                .code())
        .isEqualTo(FailureCode.REPO_UNAVAILABLE);
  }

  @Test
  void saysThatAHostIsNotThere() throws Exception {
    var url = server.url("shop");
    server.close();

    assertThat(codeOf(source(url))).isEqualTo(FailureCode.REPO_UNAVAILABLE);
  }

  @Test
  void stopsBeforeTheDiskIsFull() throws Exception {
    var origin = Origin.in(served, "large");
    var random = new java.util.Random(1);
    var bytes = new byte[3_000_000];
    random.nextBytes(bytes);
    Files.write(origin.work().resolve("noise"), bytes);
    origin.commit("noise");
    var settings =
        settings(DataSize.ofMegabytes(1), Duration.ofSeconds(30), Duration.ofSeconds(20));

    assertThat(failure(source(server.url("large")), null, settings).code())
        .isEqualTo(FailureCode.REPO_TOO_LARGE);
  }

  @Test
  void refusesMoreFilesThanAnybodyWants() throws Exception {
    var origin = Origin.in(served, "bomb");
    // One file, in a thousand directories that are the same, in a thousand that are the same.
    var blob = Origin.git(origin.work(), "hash-object", "-w", "README");
    var tree = blob;
    for (int level = 0; level < 3; level++) {
      var kind = level == 0 ? "100644 blob " : "040000 tree ";
      var entries = new StringBuilder();
      for (int i = 0; i < 100; i++) {
        entries.append(kind).append(tree).append("\tn").append(100 + i).append('\n');
      }
      var list = Files.writeString(data.resolve("list"), entries);
      tree = Origin.git(origin.work(), "-c", "alias.mk=!git mktree < '" + list + "'", "mk");
    }
    var commit = Origin.git(origin.work(), "commit-tree", tree, "-m", "bomb");
    origin.git("reset", "-q", "--soft", commit).publish();

    assertThat(codeOf(source(server.url("bomb")))).isEqualTo(FailureCode.REPO_TOO_LARGE);
  }

  @Test
  void endsWhenItIsNotWantedAnyMore() throws Exception {
    Origin.in(served, "shop");
    server.manner(Manner.SILENT);
    var unwanted = new AtomicBoolean();
    var job = job();
    var repositories = repositories(settings());
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var clone =
          threads.submit(
              () -> repositories.cloneInto(job, source(server.url("shop")), null, unwanted::get));
      org.awaitility.Awaitility.await().until(() -> !server.requests().isEmpty());
      unwanted.set(true);

      assertThat(clone)
          .failsWithin(Duration.ofSeconds(10))
          .withThrowableThat()
          .havingCause()
          .isInstanceOf(GitFailed.class);
    }
  }
}

package dev.ccrunner.worker.git;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ccrunner.run.FailureCode;
import dev.ccrunner.run.source.GitAddress;
import dev.ccrunner.worker.git.Courier.Errand;
import dev.ccrunner.worker.git.GitRunner.Call;
import dev.ccrunner.worker.job.ToolExit;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Pushes what a run has made as one commit on a branch. It works in a bare repository of its own,
 * made for this and deleted after it: nothing in it was ever in the reach of the run but contents
 * under their own hashes, and the credential is the courier's.
 *
 * <p>A branch that is there already is touched only if its last commit says that it is ours: of
 * this run, whose answer may have been lost, or of an earlier run of its session, on which it goes
 * on. And only as long as it is still that commit.
 */
public final class BranchPush {
  private static final int MOST_WORDS = 64 * 1024;

  private final Path folder;
  private final GitRunner runner;
  private final Courier courier;
  private final HostGuard guard;

  /**
   * One that works there.
   *
   * @param folder a directory of the worker alone; what an earlier life left in it is removed
   */
  BranchPush(Path folder, GitRunner runner, Courier courier, HostGuard guard) throws IOException {
    this.folder = Folders.ofOurOwn(folder);
    this.runner = runner;
    this.courier = courier;
    this.guard = guard;
    RemovedFolder.contentsOf(folder);
  }

  /**
   * What came of it.
   *
   * @param commit that the branch is now
   * @param moved whether it was not that before
   */
  public record Pushed(String commit, boolean moved) {}

  /** Pushes it. */
  public Pushed push(PushOrder order) throws GitFailed, IOException, InterruptedException {
    var remote = guard.pin(order.url(), order.credential());
    var repository = Files.createTempDirectory(folder, "push-");
    try {
      NewRepository.make(repository, order.base(), "[core]\n\tbare = true\n");
      return new Pushing(order, remote, repository).push();
    } finally {
      RemovedFolder.at(repository);
    }
  }

  /** One push. */
  private final class Pushing {
    private final PushOrder order;
    private final PinnedRemote remote;
    private final Path repository;
    private final String ref;

    Pushing(PushOrder order, PinnedRemote remote, Path repository) {
      this.order = order;
      this.remote = remote;
      this.repository = repository;
      this.ref = "refs/heads/" + order.branch();
    }

    Pushed push() throws GitFailed, IOException, InterruptedException {
      here(List.of("check-ref-format", ref), "use the name of the branch");
      var there = tip();
      takeObjects();
      if (there.isEmpty()) {
        var commit = commit(order.base());
        handOver();
        send(commit, "");
        return new Pushed(commit, true);
      }
      return goOn(there.get());
    }

    /** What the branch is at the remote. */
    private Optional<String> tip() throws GitFailed, IOException, InterruptedException {
      var words = there(List.of("ls-remote", "--refs", "--", url(), ref), "look for the branch");
      return words
          .lines()
          .filter(line -> line.endsWith("\t" + ref))
          .map(line -> line.substring(0, line.indexOf('\t')))
          .findFirst();
    }

    private Pushed goOn(String tip) throws GitFailed, IOException, InterruptedException {
      there(
          List.of(
              "fetch",
              "--quiet",
              "--no-tags",
              "--depth=2",
              "--",
              url(),
              "+%s:refs/ccr/tip".formatted(ref)),
          "fetch the branch");
      var commit =
          CommitText.read(here(List.of("cat-file", "commit", tip), "read its last commit"));
      var ofThisRun = order.run().equals(commit.trailers().get(CommitText.RUN));
      var ofThisSession =
          order.session() != null
              && order.session().equals(commit.trailers().get(CommitText.SESSION));
      if (!ofThisRun && !ofThisSession) {
        throw refused(
            "The branch %s is there already, and its last commit (%s) is not of this run or session. Name another one in output.push.branch."
                .formatted(order.branch(), tip));
      }
      if (commit.tree().equals(order.tree())) {
        return new Pushed(tip, false);
      }
      var before = commit.parents().isEmpty() ? order.base() : commit.parents().getFirst();
      var made = commit(ofThisRun ? before : tip);
      handOver();
      send(made, tip);
      return new Pushed(made, true);
    }

    /** Each object is known by its hash: nobody can give us another one under its name. */
    private void takeObjects() throws GitFailed, IOException, InterruptedException {
      try (var pack = order.objects().open()) {
        here(List.of("index-pack", "--stdin"), Map.of(), pack, "take the change");
      }
      // It is here without its history.
      NewRepository.write(repository, "shallow", order.base() + "\n");
    }

    private String commit(String parent) throws GitFailed, IOException, InterruptedException {
      var environment = new HashMap<String, String>();
      for (var who : List.of("AUTHOR", "COMMITTER")) {
        environment.put("GIT_%s_NAME".formatted(who), order.author().name());
        environment.put("GIT_%s_EMAIL".formatted(who), order.author().email());
      }
      var message = CommitText.message(order.message(), order.trailers());
      return here(
              List.of("commit-tree", order.tree(), "-p", parent, "-F", "-"),
              environment,
              new ByteArrayInputStream(message.getBytes(UTF_8)),
              "make the commit")
          .strip();
    }

    /** Before the branch: nobody is to find a pointer there that leads to nothing. */
    private void handOver() throws GitFailed, InterruptedException, IOException {
      if (order.large().isEmpty()) {
        return;
      }
      if (remote.address().way() == GitAddress.Way.SSH) {
        throw refused("Files of Git LFS have changed, and those are pushed over https:// only.");
      }
      var contents = new HashMap<LfsPointer, PushOrder.Large>();
      var paths = new LinkedHashMap<LfsPointer, String>();
      for (var file : order.large()) {
        contents.putIfAbsent(file.pointer(), file);
        paths.putIfAbsent(file.pointer(), file.path());
      }
      var copies = new LfsStore(repository.resolve("contents"));
      try (var server = new LfsServer(remote, guard, order.atMost(), order.unless())) {
        server.upload(
            paths,
            (pointer, path) -> {
              var file = Objects.requireNonNull(contents.get(pointer));
              return copies.put(pointer, file.content().open(), LfsServer.what(path));
            });
      }
    }

    private void send(String commit, String expected)
        throws GitFailed, IOException, InterruptedException {
      there(
          List.of(
              "-c",
              "push.negotiate=true",
              "push",
              "--porcelain",
              "--no-verify",
              "--recurse-submodules=no",
              "--force-with-lease=%s:%s".formatted(ref, expected),
              "--",
              url(),
              "%s:%s".formatted(commit, ref)),
          "push the branch " + order.branch());
    }

    private String url() {
      return remote.address().toString();
    }

    private String there(List<String> arguments, String what)
        throws GitFailed, IOException, InterruptedException {
      var said = new BoundedBytes(MOST_WORDS);
      var exit =
          courier.go(
              new Errand(
                  "git-push", repository, arguments, remote, said, order.atMost(), order.unless()));
      return checked(exit, said.toString(UTF_8), what);
    }

    private String here(List<String> arguments, String what)
        throws GitFailed, IOException, InterruptedException {
      return here(arguments, Map.of(), InputStream.nullInputStream(), what);
    }

    private String here(
        List<String> arguments, Map<String, String> more, InputStream stdin, String what)
        throws GitFailed, IOException, InterruptedException {
      var environment = new HashMap<>(GitConfig.offline().environment());
      environment.putAll(more);
      var said = new BoundedBytes(MOST_WORDS);
      OutputStream stdout = said;
      var exit =
          runner.run(
              new Call(
                  "git-commit",
                  repository,
                  arguments,
                  environment,
                  repository,
                  stdin,
                  stdout,
                  order.atMost(),
                  order.unless()));
      return checked(exit, said.toString(UTF_8), what);
    }

    private String checked(ToolExit exit, String said, String what) throws GitFailed {
      if (exit.good()) {
        return said;
      }
      throw refused(
          switch (exit.end()) {
            case ITSELF -> "Could not %s: %s".formatted(what, words(said, exit.stderr()));
            case TIME_UP ->
                "Could not %s within ccr.worker.forge.push-timeout (%s)."
                    .formatted(what, order.atMost());
            case UNWANTED -> "Could not %s: it was not wanted any more.".formatted(what);
          });
    }

    /** What the remote said, and by which mark it refused the branch. */
    private static String words(String said, String stderr) {
      var marks = new StringBuilder();
      said.lines()
          .filter(line -> line.startsWith("!"))
          .map(line -> line.substring(line.lastIndexOf('\t') + 1))
          .forEach(mark -> marks.append(mark).append("; "));
      return marks + GitWords.shown(stderr);
    }
  }

  private static GitFailed refused(String message) {
    return new GitFailed(FailureCode.PUSH_FAILED, message);
  }
}

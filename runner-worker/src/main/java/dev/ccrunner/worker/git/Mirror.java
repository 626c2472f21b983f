package dev.ccrunner.worker.git;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ccrunner.run.FailureCode;
import dev.ccrunner.worker.git.Courier.Errand;
import dev.ccrunner.worker.git.GitRunner.Call;
import dev.ccrunner.worker.git.RemoteRefs.Wanted;
import dev.ccrunner.worker.job.ToolExit;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/** One repository as it is kept here: bare, without hooks, and written to by the courier only. */
final class Mirror {
  private static final Duration SHORT = Duration.ofMinutes(2);
  private static final int MANY_PACKS = 30;
  private static final int BLOBS_AT_ONCE = 4096;

  private final Path folder;
  private final GitSettings settings;
  private final GitRunner runner;
  private final Courier courier;
  private final BooleanSupplier unless;

  Mirror(
      Path folder,
      GitSettings settings,
      GitRunner runner,
      Courier courier,
      BooleanSupplier unless) {
    this.folder = folder;
    this.settings = settings;
    this.runner = runner;
    this.courier = courier;
    this.unless = unless;
  }

  Path folder() {
    return folder;
  }

  /**
   * Sees to it that the wanted commit is here, with as much history as asked for.
   *
   * @param depth 0: all branches and tags with their whole history
   * @return what is here now, which may be newer than what was wanted
   */
  Brought bring(PinnedRemote remote, Wanted wanted, int depth)
      throws IOException, InterruptedException, GitFailed {
    if (!Files.exists(folder.resolve("HEAD"))) {
      Folders.ofOurOwn(folder);
      NewRepository.make(folder, wanted.sha(), "[core]\n\tbare = true\n");
    }
    var branch = depth == 0 && wanted.isBranch() ? wanted.name() : null;
    var name = branch == null ? kept(wanted) : branch;
    if (depth == 1) {
      // History of exactly one commit: nothing about it can be new.
      var here = found(name).filter(found -> found.object().equals(wanted.sha()));
      if (here.isPresent()) {
        return here.get();
      }
    }
    fetch(remote, wanted, depth);
    var brought = found(name);
    if (brought.isEmpty()) {
      throw GitFailed.ours("Could not find %s after it was fetched.".formatted(wanted.sha()));
    }
    if (packs() > MANY_PACKS) {
      here("pack", SHORT, List.of("repack", "-a", "-d", "-q"), OutputStream.nullOutputStream());
    }
    return brought.get();
  }

  /** Under a name of our own: on disk, a branch can be in another one's way. */
  private static String kept(Wanted wanted) {
    var name = wanted.name() == null ? wanted.sha() : wanted.name();
    return "refs/ccr/" + UUID.nameUUIDFromBytes(name.getBytes(UTF_8));
  }

  private void fetch(PinnedRemote remote, Wanted wanted, int depth)
      throws IOException, InterruptedException, GitFailed {
    var arguments =
        new ArrayList<>(
            List.of("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-auto-gc"));
    var source = wanted.name() == null ? wanted.sha() : wanted.name();
    arguments.add(depth == 0 ? "--prune" : "--depth=" + depth);
    arguments.addAll(List.of("--", remote.address().toString()));
    if (depth == 0) {
      arguments.addAll(List.of("+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*"));
    }
    if (depth > 0 || !wanted.isBranch()) {
      arguments.add("+%s:%s".formatted(source, kept(wanted)));
    }
    var watch = new SizeWatch(folder.resolve("objects"), settings.maxSize().toBytes(), unless);
    var exit =
        courier.go(
            new Errand(
                "git-fetch",
                folder,
                arguments,
                remote,
                OutputStream.nullOutputStream(),
                settings.timeout(),
                watch));
    if (watch.isTooLarge()) {
      throw new GitFailed(
          FailureCode.REPO_TOO_LARGE,
          "Expected a repository of at most %s (ccr.workspace.git.max-size), found a larger one."
              .formatted(settings.maxSize()));
    }
    if (!exit.good()) {
      throw GitWords.failure("fetch " + remote.address(), exit, settings.timeout());
    }
  }

  /**
   * A ref that is here.
   *
   * @param object which may be a tag
   */
  record Brought(String object, String commit) {}

  private Optional<Brought> found(String name) throws IOException, InterruptedException {
    var out = new ByteArrayOutputStream();
    var exit = here("look", SHORT, List.of("rev-parse", name, name + "^{commit}"), out);
    var shas = out.toString(UTF_8).split("\n");
    return exit.good() && shas.length == 2
        ? Optional.of(new Brought(shas[0], shas[1]))
        : Optional.empty();
  }

  private int packs() throws IOException {
    int count = 0;
    try (var packs = Files.newDirectoryStream(folder.resolve("objects/pack"), "*.pack")) {
      for (var _ : packs) {
        count++;
      }
    }
    return count;
  }

  /**
   * What is in the commit; its bounds are looked at before anything of it is written.
   *
   * @param lfs whether pointers of Git LFS are looked for among its files
   */
  TreeListing list(String commit, boolean lfs) throws IOException, InterruptedException, GitFailed {
    var reader = new TreeListing.Reader(settings.maxFiles(), settings.maxTree().toBytes(), lfs);
    ToolExit exit;
    try {
      exit =
          here("list", SHORT, List.of("ls-tree", "-r", "-l", "-z", "--full-tree", commit), reader);
    } catch (TreeListing.TooLarge e) {
      throw new GitFailed(FailureCode.REPO_TOO_LARGE, String.valueOf(e.getMessage()));
    }
    if (!exit.good()) {
      throw GitWords.failure("list the files of " + commit, exit, SHORT);
    }
    return reader.listing();
  }

  /** Those of the files that are pointers of Git LFS, each with one of its paths. */
  Map<LfsPointer, String> pointers(TreeListing tree)
      throws IOException, InterruptedException, GitFailed {
    var paths = new LinkedHashMap<String, String>();
    tree.small().forEach((path, object) -> paths.putIfAbsent(object, path));
    var pointers = new LinkedHashMap<LfsPointer, String>();
    var objects = List.copyOf(paths.keySet());
    for (int from = 0; from < objects.size(); from += BLOBS_AT_ONCE) {
      var some = objects.subList(from, Math.min(from + BLOBS_AT_ONCE, objects.size()));
      blobs(some)
          .forEach((object, content) ->
              LfsPointer.read(content)
                  .ifPresent(found -> pointers.putIfAbsent(found, paths.getOrDefault(object, ""))));
    }
    return pointers;
  }

  private Map<String, byte[]> blobs(List<String> objects)
      throws IOException, InterruptedException, GitFailed {
    var out = new BoundedBytes(BLOBS_AT_ONCE * 2 * LfsPointer.LONGEST);
    var names = new ByteArrayInputStream((String.join("\n", objects) + "\n").getBytes(UTF_8));
    var exit = here("blobs", SHORT, List.of("cat-file", "--batch"), names, out);
    if (!exit.good()) {
      throw GitWords.failure("read the pointers of Git LFS", exit, SHORT);
    }
    return BatchedBlobs.read(out.toByteArray());
  }

  /** The settings in a file of a commit, by their names; empty when there is no such file. */
  Map<String, String> settingsIn(String commit, String file)
      throws IOException, InterruptedException {
    var out = new BoundedBytes(1024 * 1024);
    var exit =
        here("read", SHORT, List.of("config", "--blob", commit + ":" + file, "-z", "--list"), out);
    var found = new HashMap<String, String>();
    if (exit.good()) {
      for (var pair : out.toString(UTF_8).split("\0")) {
        int end = pair.indexOf('\n');
        if (end >= 0) {
          found.put(pair.substring(0, end), pair.substring(end + 1));
        }
      }
    }
    return found;
  }

  /** All branches and tags, by their full names. */
  Map<String, String> refs() throws IOException, InterruptedException, GitFailed {
    var out = new BoundedBytes(64 * 1024 * 1024);
    var exit =
        here(
            "refs",
            SHORT,
            List.of("for-each-ref", "--format=%(objectname) %(refname)", "refs/heads", "refs/tags"),
            out);
    if (!exit.good()) {
      throw GitWords.failure("list the branches", exit, SHORT);
    }
    var found = new HashMap<String, String>();
    for (var line : out.toString(UTF_8).split("\n")) {
      int end = line.indexOf(' ');
      if (end > 0) {
        found.put(line.substring(end + 1), line.substring(0, end));
      }
    }
    return found;
  }

  private ToolExit here(String name, Duration atMost, List<String> arguments, OutputStream stdout)
      throws IOException, InterruptedException {
    return here(name, atMost, arguments, InputStream.nullInputStream(), stdout);
  }

  private ToolExit here(
      String name, Duration atMost, List<String> arguments, InputStream stdin, OutputStream stdout)
      throws IOException, InterruptedException {
    return runner.run(
        new Call(
            "git-" + name,
            folder,
            arguments,
            GitConfig.offline().environment(),
            folder,
            stdin,
            stdout,
            atMost,
            unless));
  }
}

package dev.ccrunner.worker.git;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ccrunner.run.FailureCode;
import dev.ccrunner.run.GitSource;
import dev.ccrunner.run.source.GitAddress;
import dev.ccrunner.run.source.Parsed;
import dev.ccrunner.run.source.RefName;
import dev.ccrunner.run.source.RelativePath;
import dev.ccrunner.worker.git.Courier.Errand;
import dev.ccrunner.worker.git.Mirror.Brought;
import dev.ccrunner.worker.git.Mirrors.Held;
import dev.ccrunner.worker.git.RemoteRefs.Wanted;
import dev.ccrunner.worker.job.Job;
import dev.ccrunner.worker.job.Tool;
import dev.ccrunner.worker.job.ToolExit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts repositories into workspaces: fetched by the courier into the worker's mirror, copied from
 * there, and checked out in the run's sandbox, by the run's user.
 */
public final class Repositories {
  private static final Logger log = LoggerFactory.getLogger(Repositories.class);
  private static final int MOST_REFS = 64 * 1024 * 1024;

  private final GitSettings settings;
  private final GitRunner runner;
  private final Courier courier;
  private final HostGuard guard;
  private final Mirrors mirrors;

  Repositories(
      GitSettings settings, GitRunner runner, Courier courier, HostGuard guard, Mirrors mirrors) {
    this.settings = settings;
    this.runner = runner;
    this.courier = courier;
    this.guard = guard;
    this.mirrors = mirrors;
  }

  /**
   * What a workspace holds now.
   *
   * @param url without a credential, in its one form
   * @param ref the branch or tag that was named, else the one that HEAD is; null: a bare commit
   * @param files in all repositories together
   * @param known whether the worker had a copy already
   */
  public record Cloned(
      String url, @Nullable String ref, String commit, int files, int submodules, boolean known) {}

  /**
   * Clones into the job's empty workspace.
   *
   * @param credential null: nobody signs in
   * @param unless asked now and then: true ends it
   */
  public Cloned cloneInto(
      Job job, GitSource source, @Nullable GitCredential credential, BooleanSupplier unless)
      throws GitFailed, IOException, InterruptedException {
    var ref = source.ref() == null ? null : ref(source.ref());
    var errand = new Cloning(job, source, credential, unless);
    var cloned = errand.run(ref);
    mirrors.tidy();
    return cloned;
  }

  private static RefName ref(String text) throws GitFailed {
    return switch (RefName.parse(text)) {
      case Parsed.Valid<RefName>(var ref) -> ref;
      case Parsed.Invalid<RefName> invalid ->
          throw new GitFailed(FailureCode.REF_NOT_FOUND, invalid.toString());
    };
  }

  /** One workspace with its repositories. */
  private final class Cloning {
    private final Job job;
    private final GitSource source;
    private final @Nullable GitCredential credential;
    private final BooleanSupplier unless;
    private final Deque<Step> left = new ArrayDeque<>();
    private int files;
    private int submodules;
    private boolean known = true;

    Cloning(Job job, GitSource source, @Nullable GitCredential credential, BooleanSupplier unless) {
      this.job = job;
      this.source = source;
      this.credential = credential;
      this.unless = unless;
    }

    /** A repository that is to be cloned yet, and where. */
    private record Step(RelativePath path, String url, @Nullable RefName ref) {}

    Cloned run(@Nullable RefName ref) throws GitFailed, IOException, InterruptedException {
      var done = take(new Step(RelativePath.HERE, source.url(), ref));
      for (var step = left.poll(); step != null; step = left.poll()) {
        submodules++;
        take(step);
      }
      return new Cloned(
          done.remote().address().toString(),
          done.wanted().shortName(),
          done.brought().commit(),
          files,
          submodules,
          known);
    }

    private record Done(PinnedRemote remote, Wanted wanted, Brought brought) {}

    /** One repository in its place; it counts when its files are written too. */
    private record Copy(Brought brought, int files, List<Step> submodules) {}

    private Done take(Step step) throws GitFailed, IOException, InterruptedException {
      var remote = guard.pin(step.url(), credential);
      if (remote.address().way() == GitAddress.Way.SSH && remote.credential() == null) {
        throw new GitFailed(
            FailureCode.REPO_AUTH,
            "Expected a secret of kind git with a key and known_hosts for %s, found none."
                .formatted(remote.address().host()));
      }
      if (remote.address().way() == GitAddress.Way.SSH && source.lfs()) {
        throw new GitFailed(
            FailureCode.REPO_UNAVAILABLE,
            "Files of Git LFS are fetched over https:// only: expected that, or workspace.git.lfs to be false, found %s."
                .formatted(remote.address()));
      }
      var refs = ask(remote, step.ref());
      var wanted = refs.find(step.ref());
      var folder = folder(step.path());
      for (boolean again = true; ; again = false) {
        var copy = copied(remote, refs, wanted, folder, step);
        var exit = checkOut(step.path());
        if (exit.good()) {
          files += copy.files();
          left.addAll(copy.submodules());
          return new Done(remote, wanted, copy.brought());
        }
        if (!again || exit.end() != ToolExit.End.ITSELF) {
          throw failedCheckout(exit);
        }
        log.warn(
            "Files of {} could not be written; it is fetched anew: {}",
            remote.address(),
            GitWords.shown(exit.stderr()));
        forget(remote);
        RemovedFolder.contentsOf(folder);
      }
    }

    private static GitFailed failedCheckout(ToolExit exit) {
      return new GitFailed(
          FailureCode.WORKSPACE_FAILED,
          switch (exit.end()) {
            case ITSELF ->
                "Could not write the repository's files: " + GitWords.shown(exit.stderr());
            case TIME_UP ->
                "Could not write the repository's files in time (ccr.workspace.git.timeout).";
            case UNWANTED -> "Stopped before the repository's files were written.";
          });
    }

    /** Where it goes; every directory on the way must be one. */
    private Path folder(RelativePath path) throws GitFailed {
      var folder = job.workspace();
      for (var name : path.names()) {
        folder = folder.resolve(name);
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
          throw new GitFailed(
              FailureCode.REPO_UNAVAILABLE,
              "Submodule '%s': expected a directory, found none.".formatted(path));
        }
      }
      return folder;
    }

    private RemoteRefs ask(PinnedRemote remote, @Nullable RefName ref)
        throws GitFailed, IOException, InterruptedException {
      var arguments =
          new ArrayList<>(
              List.of("ls-remote", "--symref", "--quiet", "--", remote.address().toString()));
      arguments.addAll(RemoteRefs.questions(ref));
      var out = new BoundedBytes(MOST_REFS);
      var exit =
          courier.go(
              new Errand(
                  "git-ls-remote", null, arguments, remote, out, settings.timeout(), unless));
      if (!exit.good()) {
        throw GitWords.failure("ask " + remote.address(), exit, settings.timeout());
      }
      return RemoteRefs.read(out.toString(UTF_8));
    }

    /** The {@code .git} is made from the mirror, which is held for as long as that takes. */
    private Copy copied(PinnedRemote remote, RemoteRefs refs, Wanted wanted, Path folder, Step step)
        throws GitFailed, IOException, InterruptedException {
      try (var held = mirrors.hold(key(remote, source.depth()), unless)) {
        boolean there = held.isThere();
        known &= there;
        try {
          return copied(held, remote, refs, wanted, folder, step);
        } catch (GitFailed e) {
          if (!there || !worthAnotherTry(e)) {
            throw e;
          }
          log.warn("The copy of {} is of no use; it is fetched anew", remote.address(), e);
          RemovedFolder.at(folder.resolve(".git"));
          held.forget();
          return copied(held, remote, refs, wanted, folder, step);
        } finally {
          if (held.isThere()) {
            held.used();
          }
        }
      }
    }

    /** It may be broken, or full of what nobody needs any more. */
    private static boolean worthAnotherTry(GitFailed failed) {
      return failed.isOurs() || failed.code() == FailureCode.REPO_TOO_LARGE;
    }

    private Copy copied(
        Held held, PinnedRemote remote, RemoteRefs refs, Wanted wanted, Path folder, Step step)
        throws GitFailed, IOException, InterruptedException {
      var mirror = new Mirror(held.folder(), settings, runner, courier, unless);
      int depth = source.depth();
      var brought = mirror.bring(remote, wanted, depth);
      var tree = mirror.list(brought.commit(), source.lfs());
      var within = submodules(mirror, remote, brought, tree, step);
      if (files + tree.files() > settings.maxFiles()) {
        throw new GitFailed(
            FailureCode.REPO_TOO_LARGE,
            "Expected at most %d files with all submodules (ccr.workspace.git.max-files), found more."
                .formatted(settings.maxFiles()));
      }
      var lfs = source.lfs() ? contents(held, mirror, remote, tree) : NewClone.Lfs.NONE;
      new NewClone(held.folder(), remote.address(), wanted, brought, lfs)
          .make(
              folder.resolve(".git"),
              depth == 0 ? mirror.refs() : null,
              refs.head(),
              job.directory()::give);
      return new Copy(brought, tree.files(), within);
    }

    /** What the commit's pointers of Git LFS mean, fetched into the mirror as far as it is new. */
    private NewClone.Lfs contents(Held held, Mirror mirror, PinnedRemote remote, TreeListing tree)
        throws GitFailed, IOException, InterruptedException {
      var pointers = mirror.pointers(tree);
      long sum = tree.bytes();
      for (var pointer : pointers.keySet()) {
        sum += Math.min(pointer.size(), Integer.MAX_VALUE * 1024L);
        if (sum > settings.maxTree().toBytes()) {
          throw new GitFailed(
              FailureCode.REPO_TOO_LARGE,
              "Expected files of at most %s together with those of Git LFS (ccr.workspace.git.max-tree), found more."
                  .formatted(settings.maxTree()));
        }
      }
      var store = new LfsStore(held.folder().resolve("lfs"));
      var missing = new LinkedHashMap<LfsPointer, String>();
      for (var each : pointers.entrySet()) {
        if (!store.has(each.getKey())) {
          missing.put(each.getKey(), each.getValue());
        }
      }
      if (!missing.isEmpty()) {
        known = false;
        try (var server = new LfsServer(remote, guard, settings.timeout(), unless)) {
          server.download(missing, store);
        }
        store.bound(settings.maxTree().toBytes(), pointers.keySet());
      }
      return new NewClone.Lfs(store, pointers.keySet());
    }

    private List<Step> submodules(
        Mirror mirror, PinnedRemote remote, Brought brought, TreeListing tree, Step step)
        throws GitFailed, IOException, InterruptedException {
      if (!source.submodules() || tree.submodules().isEmpty()) {
        return List.of();
      }
      var found = new ArrayList<Step>();
      var settingsThere = mirror.settingsIn(brought.commit(), ".gitmodules");
      for (var submodule : Submodules.read(remote.address(), tree, settingsThere)) {
        var names = new ArrayList<>(step.path().names());
        names.addAll(submodule.path().names());
        found.add(
            new Step(
                new RelativePath(names),
                submodule.url(),
                RefName.parse(submodule.commit()).valid().orElse(null)));
      }
      if (submodules + left.size() + found.size() > settings.maxSubmodules()) {
        throw new GitFailed(
            FailureCode.REPO_TOO_LARGE,
            "Expected at most %d submodules (ccr.workspace.git.max-submodules), found more."
                .formatted(settings.maxSubmodules()));
      }
      return found;
    }

    private ToolExit checkOut(RelativePath path) throws IOException, InterruptedException {
      var config =
          GitConfig.offline()
              .set("checkout.workers", Integer.toString(settings.workers()))
              .set("checkout.thresholdForParallelism", "500");
      // Not "checkout": read-tree knows no hooks, and HEAD stands where it should already.
      var argv = List.of(settings.program().toString(), "read-tree", "--reset", "-u", "HEAD");
      return job.workbench()
          .run(
              Tool.of("checkout", argv, settings.timeout())
                  .with(config.environment())
                  .in(path.isHere() ? "" : path.toString())
                  .unless(unless));
    }

    private void forget(PinnedRemote remote) throws GitFailed, IOException, InterruptedException {
      try (var held = mirrors.hold(key(remote, source.depth()), unless)) {
        held.forget();
      }
    }

    private String key(PinnedRemote remote, int depth) {
      var signedIn = Optional.ofNullable(remote.credential());
      return Mirrors.key(
          job.lease().key().teamId().toString(),
          remote.address().toString(),
          signedIn.map(secret -> secret.id().toString()).orElse(null),
          depth);
    }
  }
}

package dev.ccrunner.worker.harvest;

import dev.ccrunner.infra.blob.BlobOwner;
import dev.ccrunner.infra.blob.BlobRefused;
import dev.ccrunner.infra.blob.Blobs;
import dev.ccrunner.worker.git.LfsFilter;
import dev.ccrunner.worker.job.Job;
import dev.ccrunner.worker.job.PreparedWorkspace;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** Notes how a workspace is before a run, and afterwards makes the patch of what has changed. */
final class Patches {
  private final Blobs blobs;
  private final HarvestSettings settings;
  private final OwnGits repositories;

  Patches(Blobs blobs, HarvestSettings settings, OwnGits repositories) {
    this.blobs = blobs;
    this.settings = settings;
    this.repositories = repositories;
  }

  /** What the change of the run will be measured against. */
  Baseline begin(Job job, PreparedWorkspace workspace, BooleanSupplier unless)
      throws HarvestFailed, InterruptedException {
    try {
      var directory = job.aside(OwnGit.ASIDE);
      var noted = Baseline.read(directory);
      if (noted.isPresent()) {
        return noted.get(); // an earlier run of the session has been here
      }
      var baseline = baseline(job, workspace, unless);
      baseline.write(directory);
      return baseline;
    } catch (IOException e) {
      throw new HarvestFailed("could not note how the workspace is: " + e.getMessage(), e);
    }
  }

  private Baseline baseline(Job job, PreparedWorkspace workspace, BooleanSupplier unless)
      throws IOException, HarvestFailed, InterruptedException {
    var cloned = workspace.base();
    if (cloned == null && isEmpty(job)) {
      return Baseline.EMPTY;
    }
    var repository = repositories.of(job, cloned, unless);
    if (cloned == null) {
      create(job, repository, false);
      var tree = taking(job, repository).take(emptyTree(repository)).tree();
      return new Baseline(null, tree, tree, null);
    }
    var commit = new GitObject(cloned.sha());
    create(job, repository, commit.sha256());
    var clone = job.inside().workspace().resolve(cloned.gitDirectory());
    var tree =
        new GitObject(
            repository
                .script("base", Scripts.TAKE_BASE)
                .with(clone, commit)
                .text("could not read the commit that was cloned")
                .strip());
    var covered = !job.lease().workspace().files().isEmpty();
    var start = covered ? taking(job, repository).take(tree).tree() : tree;
    return new Baseline(commit, tree, start, null);
  }

  /** Nobody was in it yet, or nobody left anything: reading names alone is no danger. */
  private static boolean isEmpty(Job job) throws IOException {
    if (!Files.isDirectory(job.workspace(), LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    try (var entries = Files.newDirectoryStream(job.workspace())) {
      return !entries.iterator().hasNext();
    }
  }

  private TreeTaking taking(Job job, OwnGit repository) {
    return new TreeTaking(repository, settings, LargeFiles.thereIn(job));
  }

  private static void create(Job job, OwnGit repository, boolean sha256)
      throws HarvestFailed, InterruptedException {
    boolean lfs = LargeFiles.thereIn(job);
    var configuration =
        Scripts.CONFIGURATION.formatted(sha256 ? 1 : 0, sha256 ? "  objectFormat = sha256" : "")
            + (lfs ? LfsFilter.NAMING : "");
    repository
        .script("create", Scripts.CREATE)
        .with(TreeTaking.attributes(lfs), lfs ? LfsFilter.SCRIPT : "")
        .reading(new ByteArrayInputStream(configuration.getBytes(StandardCharsets.UTF_8)))
        .run("could not make a repository of our own");
  }

  private static GitObject emptyTree(OwnGit repository) throws HarvestFailed, InterruptedException {
    return new GitObject(
        repository
            .script("empty", "git hash-object -w -t tree /dev/null")
            .text("could not make an empty tree")
            .strip());
  }

  /** Whether nothing was there and nothing is: then there is nothing to look for. */
  boolean nothingToDo(Job job, Baseline baseline) {
    try {
      return baseline.isEmpty() && isEmpty(job);
    } catch (IOException e) {
      throw new UncheckedIOException("Could not look into the workspace", e);
    }
  }

  /** The change since then. */
  Patch take(Job job, PreparedWorkspace workspace, Baseline baseline, BooleanSupplier unless)
      throws HarvestFailed, InterruptedException {
    var repository = repositories.of(job, workspace.base(), unless);
    var base = baseline.tree();
    if (base == null) {
      create(job, repository, false);
      base = emptyTree(repository);
    }
    var now = taking(job, repository).take(base);
    var start = baseline.start() == null ? base : baseline.start();
    var taken = start.equals(base) ? now : now.as(overlaid(repository, base, start, now.tree()));
    var patch = written(job, repository, base, taken);
    var last = baseline.last();
    note(job, baseline.leftAt(now.tree()));
    return last == null ? patch : patch.ofThisRunOnly(sinceThen(repository, last, now.tree()));
  }

  /** What has changed between two trees, by name. */
  private static Set<FileName> sinceThen(OwnGit repository, GitObject last, GitObject now)
      throws HarvestFailed, InterruptedException {
    var names = new Names();
    repository
        .script("compare", Scripts.COMPARE)
        .with(last, now)
        .writing(new RecordSink(names))
        .run("could not compare the workspace with what the last run left");
    return names.names();
  }

  /** For the session's next run. */
  private static void note(Job job, Baseline baseline) throws HarvestFailed {
    try {
      baseline.write(job.aside(OwnGit.ASIDE));
    } catch (IOException e) {
      throw new HarvestFailed("could not note how the workspace is: " + e.getMessage(), e);
    }
  }

  /**
   * The base with what has changed since the start: what was put over the clone is no part of the
   * change, as long as the run has left it alone.
   */
  private static GitObject overlaid(
      OwnGit repository, GitObject base, GitObject start, GitObject now)
      throws HarvestFailed, InterruptedException {
    var overlay = new Overlay(base.sha256());
    repository
        .script("compare", Scripts.COMPARE)
        .with(start, now)
        .writing(new RecordSink(overlay))
        .run("could not compare the workspace with what it was");
    return new GitObject(
        repository
            .script("overlay", Scripts.OVERLAY)
            .onIndex("overlay.index")
            .with(base)
            .reading(new ByteArrayInputStream(overlay.indexInfo()))
            .text("could not put the change over the base")
            .strip());
  }

  private Patch written(Job job, OwnGit repository, GitObject base, TakenTree taken)
      throws HarvestFailed, InterruptedException {
    var owner = new BlobOwner.Attempt(job.lease().key());
    var kept = Kept.begin(blobs, owner, settings.maxPatch().toBytes());
    var sink = new PatchSink(kept.writer());
    try {
      repository
          .script("diff", Scripts.PATCH)
          .with(base, taken.tree())
          .writing(sink)
          .run("could not write the patch");
      return new Patch(base, taken, kept.end(), sink.files(), Set.of());
    } catch (HarvestFailed e) {
      throw kept.giveUp(e) instanceof BlobRefused refused ? tooLarge(refused) : e;
    } catch (BlobRefused e) {
      throw tooLarge(e);
    } catch (IOException e) {
      throw new HarvestFailed("could not store the patch: " + e.getMessage(), e);
    }
  }

  private static HarvestFailed tooLarge(BlobRefused refused) {
    return new HarvestFailed(
        switch (refused.bound()) {
          case CONTENT ->
              "the patch is larger than ccr.worker.outputs.max-patch (%d bytes)"
                  .formatted(refused.most());
          case TEAM -> "the patch does not fit into the team's storage: " + refused.getMessage();
        },
        refused);
  }

  /** The files that a comparison finds. */
  private static final class Names extends RawChanges {
    private final Set<FileName> names = new HashSet<>();

    @Override
    void changed(RawChange change, byte[] name) {
      names.add(FileName.of(name));
    }

    Set<FileName> names() {
      return names;
    }
  }

  /** What a tree is changed by, in the words of {@code git update-index --index-info}. */
  private static final class Overlay extends RawChanges {
    private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
    private final String none;

    Overlay(boolean sha256) {
      this.none = "0".repeat(sha256 ? 64 : 40);
    }

    @Override
    void changed(RawChange change, byte[] name) {
      var gone = change.status() == 'D';
      var entry =
          "%s %s\t".formatted(gone ? "0" : change.newMode(), gone ? none : change.newObject());
      lines.writeBytes(entry.getBytes(StandardCharsets.US_ASCII));
      lines.writeBytes(name);
      lines.write(0);
    }

    byte[] indexInfo() {
      return lines.toByteArray();
    }
  }

  /** The commit and the tree as a pack, which is made while it is read. */
  InputStream objects(
      Job job,
      PreparedWorkspace workspace,
      GitObject commit,
      GitObject tree,
      BooleanSupplier unless) {
    return repositories
        .of(job, workspace.base(), unless)
        .script("pack", Scripts.PACK)
        .with(commit, tree)
        .piped("could not pack the change");
  }
}

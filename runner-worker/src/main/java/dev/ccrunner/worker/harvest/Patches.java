package dev.ccrunner.worker.harvest;

import dev.ccrunner.infra.blob.BlobOwner;
import dev.ccrunner.infra.blob.BlobRefused;
import dev.ccrunner.infra.blob.Blobs;
import dev.ccrunner.infra.time.Ticker;
import dev.ccrunner.worker.git.BatchedBlobs;
import dev.ccrunner.worker.git.LfsFilter;
import dev.ccrunner.worker.git.LfsPointer;
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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Notes how a workspace is before a run, and afterwards makes the patch of what has changed. */
final class Patches {
  /** What a run has changed may be hundreds of thousands of small files. */
  private static final int SMALL_AT_ONCE = 2_000;

  private final Blobs blobs;
  private final HarvestSettings settings;
  private final Ticker ticker;

  Patches(Blobs blobs, HarvestSettings settings, Ticker ticker) {
    this.blobs = blobs;
    this.settings = settings;
    this.ticker = ticker;
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
    var repository = repository(job, cloned, unless);
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
    return new TreeTaking(repository, settings, hasLfs(job));
  }

  /** Whether the contents of Git LFS are in the workspace; in a session, its first run said so. */
  private static boolean hasLfs(Job job) {
    var git = job.lease().workspace().git();
    return git != null && git.lfs();
  }

  private static void create(Job job, OwnGit repository, boolean sha256)
      throws HarvestFailed, InterruptedException {
    boolean lfs = hasLfs(job);
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

  private OwnGit repository(
      Job job, PreparedWorkspace.@Nullable BaseCommit cloned, BooleanSupplier unless) {
    return new OwnGit(job, root(cloned), ticker, settings.patchTimeout(), unless);
  }

  /** The clone's own root, which need not be the workspace's. */
  static String root(PreparedWorkspace.@Nullable BaseCommit cloned) {
    if (cloned == null) {
      return "";
    }
    int slash = cloned.gitDirectory().lastIndexOf('/');
    return slash < 0 ? "" : cloned.gitDirectory().substring(0, slash);
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
    var repository = repository(job, workspace.base(), unless);
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

  /** The second of each two records. */
  private static final class Names implements RecordSink.Receiver {
    private final Set<FileName> names = new HashSet<>();
    private boolean next;

    @Override
    public void record(byte[] record) {
      if (next) {
        names.add(FileName.of(record));
      }
      next = !next;
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

  /** A file of Git LFS that has changed. */
  record LargeFile(FileName name, LfsPointer pointer) {}

  /** Those whose contents stand in the workspace only, as far as anybody knows. */
  List<LargeFile> large(Job job, PreparedWorkspace workspace, Patch patch, BooleanSupplier unless)
      throws HarvestFailed, InterruptedException {
    if (!hasLfs(job) || patch.changesNothing()) {
      return List.of();
    }
    var repository = repository(job, workspace.base(), unless);
    var changed = new Contents();
    repository
        .script("compare", Scripts.COMPARE)
        .with(patch.base(), patch.taken().tree())
        .writing(new RecordSink(changed))
        .run("could not list what has changed");
    var found = new ArrayList<LargeFile>();
    var objects = changed.objects();
    for (int from = 0; from < objects.size(); from += SMALL_AT_ONCE) {
      var some = objects.subList(from, Math.min(from + SMALL_AT_ONCE, objects.size()));
      small(repository, some)
          .forEach((object, content) ->
              LfsPointer.read(content)
                  .ifPresent(pointer ->
                      changed
                          .names(object)
                          .forEach(name -> found.add(new LargeFile(name, pointer)))));
    }
    return found;
  }

  /** The contents of those of the objects that may be pointers: a kilobyte each, at most. */
  private static Map<String, byte[]> small(OwnGit repository, List<String> objects)
      throws HarvestFailed, InterruptedException {
    var names = String.join("\n", objects) + "\n";
    var printed = new ByteArrayOutputStream();
    repository
        .script("pointers", Scripts.READ_SMALL)
        .reading(new ByteArrayInputStream(names.getBytes(StandardCharsets.US_ASCII)))
        .writing(printed)
        .run("could not read the pointers of Git LFS");
    return BatchedBlobs.read(printed.toByteArray());
  }

  /** The content of one, as it stands in the workspace. */
  InputStream content(
      Job job, PreparedWorkspace workspace, LargeFile file, BooleanSupplier unless) {
    return piped(
        repository(job, workspace.base(), unless)
            .script("content", Scripts.CONTENT)
            .reading(new ByteArrayInputStream(file.name().bytes())),
        "could not read " + file.name());
  }

  /** The files that a comparison finds, by the objects that they are now. */
  private static final class Contents extends RawChanges {
    private final Map<String, List<FileName>> names = new LinkedHashMap<>();

    @Override
    void changed(RawChange change, byte[] name) {
      if (change.newMode().startsWith("100")) {
        names.computeIfAbsent(change.newObject(), _ -> new ArrayList<>()).add(FileName.of(name));
      }
    }

    List<String> objects() {
      return List.copyOf(names.keySet());
    }

    List<FileName> names(String object) {
      return names.getOrDefault(object, List.of());
    }
  }

  /** The commit and the tree as a pack, which is made while it is read. */
  InputStream objects(
      Job job,
      PreparedWorkspace workspace,
      GitObject commit,
      GitObject tree,
      BooleanSupplier unless) {
    return piped(
        repository(job, workspace.base(), unless).script("pack", Scripts.PACK).with(commit, tree),
        "could not pack the change");
  }

  private static InputStream piped(OwnGit.Script script, String whatFor) {
    var pipe = new ChunkPipe();
    script.writing(pipe.writer());
    Thread.ofVirtual()
        .name("piped")
        .start(() -> {
          try {
            script.run(whatFor);
            pipe.end();
          } catch (HarvestFailed e) {
            pipe.breakOff(e.why());
          } catch (InterruptedException e) {
            pipe.breakOff("interrupted");
            Thread.currentThread().interrupt();
          }
        });
    return pipe.reader();
  }
}

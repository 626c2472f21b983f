package dev.ccrunner.worker.continuity;

import dev.ccrunner.file.StoredBlob;
import dev.ccrunner.infra.away.Patiently;
import dev.ccrunner.infra.blob.BlobOwner;
import dev.ccrunner.infra.blob.BlobRefused;
import dev.ccrunner.infra.blob.Blobs;
import dev.ccrunner.infra.postgres.LeasedSession;
import dev.ccrunner.infra.postgres.SessionSnapshots;
import dev.ccrunner.infra.postgres.StoredSnapshot;
import dev.ccrunner.infra.postgres.StoredSnapshot.Kind;
import dev.ccrunner.infra.time.Ticker;
import dev.ccrunner.run.RunId;
import dev.ccrunner.worker.job.Job;
import dev.ccrunner.worker.job.PreparedWorkspace;
import dev.ccrunner.worker.job.ToolExit;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.zip.GZIPInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The archives of one session's workspace, as far as one attempt adds to them: a full one, and what
 * has changed since, one after the other. An archive that fails changes nothing; the next one holds
 * what it would have held. Used by one thread at a time.
 */
final class SnapshotChain {
  private static final Logger log = LoggerFactory.getLogger(SnapshotChain.class);
  private static final String BASELINE = "baseline";

  /** While the run works, by how many seconds tar's notes are taken to be older. */
  private static final int WHILE_IT_WORKS = 1;

  /** tar: some files changed while it read them, which is no wonder while the run works. */
  private static final int CHANGED_MEANWHILE = 1;

  private final Job job;
  private final LeasedSession session;
  private final Archiver archiver;
  private final Blobs blobs;
  private final SessionSnapshots snapshots;
  private final SnapshotSettings settings;
  private final SnapshotMetrics metrics;
  private final Warnings warnings;
  private final Path scratch;
  private final Ticker ticker;

  private AboutWorkspace about = new AboutWorkspace(null, null);
  private boolean baselineKept;
  private String notes = "";
  private int notesMayLag;
  private int taken;
  private int changes;
  private long fullBytes;
  private long changedBytes;

  /**
   * @param scratch a folder of the worker for archives on their way
   */
  SnapshotChain(
      Job job,
      LeasedSession session,
      Blobs blobs,
      SessionSnapshots snapshots,
      SnapshotSettings settings,
      SnapshotMetrics metrics,
      Warnings warnings,
      Path scratch,
      Ticker ticker) {
    this.job = job;
    this.session = session;
    this.archiver = new Archiver(job, settings.timeout());
    this.blobs = blobs;
    this.snapshots = snapshots;
    this.settings = settings;
    this.metrics = metrics;
    this.warnings = warnings;
    this.scratch = scratch;
    this.ticker = ticker;
  }

  /** To which the session's next run adds, on the same workspace. */
  SnapshotChain goOn(Job next, LeasedSession its, Warnings others) {
    var going =
        new SnapshotChain(next, its, blobs, snapshots, settings, metrics, others, scratch, ticker);
    going.about = about;
    going.baselineKept = baselineKept;
    going.notes = notes;
    going.notesMayLag = notesMayLag;
    going.taken = taken;
    going.changes = changes;
    going.fullBytes = fullBytes;
    going.changedBytes = changedBytes;
    return going;
  }

  /** The workspace as the next run finds it. */
  PreparedWorkspace stillThere(RunId from) {
    return about.stillThere(job.inside().workspace(), from.toString());
  }

  /**
   * Brings the workspace back; empty: none was kept.
   *
   * @throws IOException when it is there and cannot be brought back
   */
  Optional<PreparedWorkspace> bringBack(BooleanSupplier unless)
      throws IOException, InterruptedException {
    var team = job.lease().key().teamId();
    var kept =
        Patiently.ask(
                "Looking for the session's workspace",
                unless,
                () -> snapshots.chain(team, session.id()))
            .orElse(List.of());
    if (kept.isEmpty() || kept.getLast().kind() == Kind.BASELINE) {
      return Optional.empty(); // the workspace is made anew, and so is what its patch is against
    }
    long begun = ticker.nanos();
    for (var snapshot : kept) {
      if (unless.getAsBoolean()) {
        return Optional.empty();
      }
      bringBack(snapshot);
    }
    good(archiver.look(nextNotes()), "look at the workspace that was brought back");
    noted(0);
    metrics.broughtBack(since(begun));
    var last = kept.getLast();
    about = AboutWorkspace.parse(last.aboutJson());
    return Optional.of(
        about.broughtBack(job.inside().workspace(), last.run().toString(), kept.size()));
  }

  private void bringBack(StoredSnapshot snapshot) throws IOException, InterruptedException {
    try (var archive = new GZIPInputStream(blobs.open(snapshot.blob()))) {
      if (snapshot.kind() == Kind.BASELINE) {
        good(
            archiver.bringBackAside(BASELINE, archive),
            "bring back what its patch is made against");
        baselineKept = true;
        return;
      }
      good(
          archiver.bringBack(archive), "bring back archive " + snapshot.no() + " of the workspace");
      count(snapshot.kind(), snapshot.blob().bytes());
    }
  }

  private static void good(ToolExit exit, String what) throws IOException {
    if (!exit.good()) {
      throw new IOException(
          "Could not %s: tar ended with %s %d. %s"
              .formatted(what, exit.end(), exit.code(), exit.stderr().strip()));
    }
  }

  /** What is said about the workspace in the archives from now on. */
  void about(PreparedWorkspace workspace) {
    about = AboutWorkspace.of(workspace);
  }

  /**
   * Adds an archive of the workspace as it is now.
   *
   * @param atEnd whether the run has ended
   * @return whether it is kept
   */
  boolean take(boolean atEnd) throws InterruptedException {
    var kind = due();
    long begun = ticker.nanos();
    try {
      boolean kept = keepBaseline() && keepWorkspace(kind, atEnd);
      if (!kept) {
        metrics.failed(kind, since(begun));
      }
      return kept;
    } catch (BlobRefused e) {
      metrics.failed(kind, since(begun));
      warnings.once(tooLarge("the team's storage has no room for it: " + e.getMessage(), atEnd));
      return false;
    } catch (IOException | RuntimeException e) {
      metrics.failed(kind, since(begun));
      log.warn("The workspace of {} could not be archived", job.name(), e);
      warnings.once(
          "The workspace could not be archived (%s); %s".formatted(e.getMessage(), meaning(atEnd)));
      return false;
    }
  }

  private Kind due() {
    boolean full =
        notes.isEmpty()
            || changes >= settings.chainLength()
            || (changes > 1 && changedBytes > settings.chainWeight() * fullBytes);
    return full ? Kind.FULL : Kind.INCREMENTAL;
  }

  private boolean keepWorkspace(Kind kind, boolean atEnd)
      throws IOException, BlobRefused, InterruptedException {
    long begun = ticker.nanos();
    var to = nextNotes();
    if (kind == Kind.FULL) {
      notes = ""; // what was noted before goes with it, also if it fails
    }
    var from = notes;
    var blob = keep(atEnd, out -> archiver.archive(from, notesMayLag, to, out));
    if (blob.isEmpty() || !add(kind, atEnd, blob.get())) {
      return false;
    }
    noted(atEnd ? 0 : WHILE_IT_WORKS);
    if (kind == Kind.FULL) {
      changes = 0;
      changedBytes = 0;
    }
    count(kind, blob.get().bytes());
    metrics.taken(kind, since(begun), blob.get().bytes());
    return true;
  }

  /** Before the first archive of the workspace: there is one for the whole session. */
  private boolean keepBaseline() throws IOException, BlobRefused, InterruptedException {
    if (baselineKept || isEmpty(job.aside(BASELINE))) {
      return true;
    }
    var blob = keep(false, out -> archiver.archiveAside(BASELINE, out));
    baselineKept = blob.isPresent() && add(Kind.BASELINE, false, blob.get());
    return baselineKept;
  }

  private static boolean isEmpty(Path directory) throws IOException {
    try (var entries = Files.newDirectoryStream(directory)) {
      return !entries.iterator().hasNext();
    }
  }

  private Optional<StoredBlob> keep(boolean atEnd, Archiving archiving)
      throws IOException, BlobRefused, InterruptedException {
    Files.createDirectories(scratch);
    var file = scratch.resolve(job.name() + "-" + taken + ".tar.gz");
    try {
      return archived(file, atEnd, archiving) ? Optional.of(keep(file)) : Optional.empty();
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private StoredBlob keep(Path file) throws IOException, BlobRefused {
    try (InputStream content = Files.newInputStream(file)) {
      return blobs.keep(
          new BlobOwner.Attempt(job.lease().key()), content, settings.maxSize().toBytes());
    }
  }

  private boolean archived(Path file, boolean atEnd, Archiving archiving)
      throws IOException, InterruptedException {
    var out = Gzip.into(file, settings.maxSize().toBytes());
    try (out) {
      var exit = archiving.to(out);
      return whole(exit, atEnd);
    } catch (IOException e) {
      if (out.tooLarge()) {
        warnings.once(tooLarge("it is larger than ccr.session.snapshot.max-size allows", atEnd));
        return false;
      }
      throw e;
    }
  }

  private boolean whole(ToolExit exit, boolean atEnd) throws InterruptedException {
    if (exit.end() == ToolExit.End.UNWANTED) {
      return false;
    }
    if (exit.end() == ToolExit.End.ITSELF
        && (exit.code() == 0 || exit.code() == CHANGED_MEANWHILE)) {
      return true;
    }
    if (exit.stderr().contains("Exiting with failure status due to previous errors")) {
      warnings.once(
          "Some files of the workspace could not be read and are not kept: "
              + exit.stderr().strip());
      return true;
    }
    warnings.once(
        "The workspace could not be archived (tar ended with %s %d. %s); %s"
            .formatted(exit.end(), exit.code(), exit.stderr().strip(), meaning(atEnd)));
    return false;
  }

  private boolean add(Kind kind, boolean atEnd, StoredBlob blob) throws InterruptedException {
    var snapshot =
        new StoredSnapshot(0, kind, job.lease().key().runId(), atEnd, about.json(), blob);
    BooleanSupplier once = () -> !atEnd;
    return Patiently.ask(
            "Adding an archive of the workspace",
            once,
            () -> snapshots.add(job.lease().key(), session.id(), snapshot, settings.keepChains()))
        .orElse(false);
  }

  private static String tooLarge(String why, boolean atEnd) {
    return "The workspace is not archived, since %s; %s".formatted(why, meaning(atEnd));
  }

  private static String meaning(boolean atEnd) {
    return atEnd
        ? "the session's next run finds it as it was when it was last archived."
        : "if this worker is lost now, its latest changes are lost too.";
  }

  private String nextNotes() {
    return Integer.toString(++taken);
  }

  private void noted(int mayLag) {
    notes = Integer.toString(taken);
    notesMayLag = mayLag;
  }

  private void count(Kind kind, long bytes) {
    if (kind == Kind.FULL) {
      fullBytes = bytes;
    } else {
      changes++;
      changedBytes += bytes;
    }
  }

  private Duration since(long begun) {
    return Duration.ofNanos(ticker.nanos() - begun);
  }

  /** Has tar write an archive. */
  @FunctionalInterface
  private interface Archiving {
    ToolExit to(OutputStream out) throws IOException, InterruptedException;
  }
}

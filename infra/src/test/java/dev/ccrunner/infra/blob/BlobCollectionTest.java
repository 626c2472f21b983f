package dev.ccrunner.infra.blob;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.file.FileId;
import dev.ccrunner.infra.ids.TimeOrderedIds;
import dev.ccrunner.run.RunId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlobCollectionTest {
  private static final Duration MONTH = Duration.ofDays(30);
  private static final int BATCH = 3;

  @TempDir Path folder;
  private Kept kept;

  @BeforeEach
  void open() {
    kept = new Kept(folder);
  }

  @AfterEach
  void close() {
    kept.close();
  }

  @Test
  void removesWhatNothingRefersToWhenItsTimeIsOver() throws IOException {
    for (int i = 0; i < 10; i++) {
      kept.keep(kept.team, "unreferenced " + i);
    }
    var mine = kept.keep(kept.team, "referred to");
    kept.files.add(kept.team, "f", "text/plain", mine, MONTH);
    var young = kept.keep(kept.other, "young");

    assertThat(kept.collection.collect(MONTH, BATCH)).isZero();
    kept.db.execute(
        "update blob set kept_until = now() where team_id = {0}", DSL.val(kept.team.value()));
    assertThat(kept.collection.collect(MONTH, BATCH)).isEqualTo(10);

    assertThat(objects()).containsExactlyInAnyOrder(mine.key(), young.key());
    assertThat(kept.rows.used(kept.team)).isEqualTo(11).isEqualTo(kept.sum(kept.team));
    assertThat(kept.rows.used(kept.other)).isEqualTo(5);
  }

  @Test
  void keepsWhatTwoFilesShareUntilBothAreGone() {
    var blob = kept.keep(kept.team, "shared");
    var one = kept.files.add(kept.team, "one", "text/plain", blob, MONTH);
    var two = kept.files.add(kept.team, "two", "text/plain", blob, MONTH);
    kept.later();

    assertThat(kept.files.delete(kept.team, one.id())).isTrue();
    assertThat(kept.collection.collect(MONTH, BATCH)).isZero();
    assertThat(kept.files.delete(kept.team, two.id())).isTrue();
    assertThat(kept.collection.collect(MONTH, BATCH)).isEqualTo(1);
  }

  @Test
  void removesFilesWhoseTimeIsOver() {
    var blob = kept.keep(kept.team, "short");
    var file = kept.files.add(kept.team, "f", "text/plain", blob, Duration.ofMillis(1));
    kept.db.execute("update file set expires_at = now() - interval '1 second'");
    kept.later();

    assertThat(kept.files.find(kept.team, file.id())).isEmpty();
    assertThat(kept.files.list(kept.team, null, 10)).isEmpty();
    assertThat(kept.files.use(kept.team, List.of(file.id()))).isEmpty();
    assertThat(kept.collection.collect(MONTH, BATCH)).isEqualTo(1);
    assertThat(kept.db.fetchCount(DSL.table("file"))).isZero();
  }

  /** The file may be deleted while the run waits. */
  @Test
  void keepsWhatARunNeedsUntilItHasEnded() throws IOException {
    var blob = kept.keep(kept.team, "input");
    var file = kept.files.add(kept.team, "f", "text/plain", blob, MONTH);
    var run = new RunId(TimeOrderedIds.next());
    run(run, "queued");
    var refs = kept.files.use(kept.team, List.of(file.id()));
    kept.files.hold(kept.team, run, refs.values());
    kept.files.delete(kept.team, file.id());
    kept.later();

    assertThat(kept.collection.collect(MONTH, BATCH)).isZero();
    assertThat(kept.read(blob)).isEqualTo("input");
    assertThat(refs).containsEntry(file.id(), file.ref());

    kept.db.execute("update run set status = 'succeeded'");
    assertThat(kept.collection.collect(MONTH, BATCH)).isEqualTo(1);
    assertThat(kept.db.fetchCount(DSL.table("file_use"))).isZero();
  }

  @Test
  void givesARunThatIsBeingSubmittedTimeToHoldItsFiles() {
    var blob = kept.keep(kept.team, "input");
    var file = kept.files.add(kept.team, "f", "text/plain", blob, MONTH);
    kept.later();
    var nobodys = new FileId(TimeOrderedIds.next());

    var refs = kept.files.use(kept.team, List.of(file.id(), nobodys, file.id()));
    kept.files.delete(kept.team, file.id());

    assertThat(refs).containsOnlyKeys(file.id());
    assertThat(refs.get(file.id())).isEqualTo(file.ref());
    assertThat(kept.files.use(kept.other, List.of(file.id()))).isEmpty();
    assertThat(kept.collection.collect(MONTH, BATCH)).isZero();
  }

  /** Whoever kept it died when the row was there and the content was not. */
  @Test
  void removesARowWhoseContentNeverCame() throws IOException {
    var key = kept.team + "/files/" + BlobStoreContract.hash("never");
    kept.rows.ask(kept.team, key, 5, Kept.QUOTA, Duration.ofHours(1));
    kept.later();

    assertThat(kept.collection.collect(MONTH, BATCH)).isEqualTo(1);
    assertThat(kept.rows.used(kept.team)).isZero();
  }

  /** Whoever removed it died when the content was gone and the row was not. */
  @Test
  void removesARowWhoseContentIsGone() throws IOException {
    var blob = kept.keep(kept.team, "half removed");
    kept.store.delete(blob.key());
    kept.later();

    assertThat(kept.collection.collect(MONTH, BATCH)).isEqualTo(1);
    assertThat(kept.rowsOf(kept.team)).isZero();
    assertThat(kept.rows.used(kept.team)).isZero();
  }

  @Test
  void removesWhatIsInTheStoreWithoutARow() throws IOException {
    var mine = kept.keep(kept.team, "mine");
    var stray = kept.keep(kept.team, "stray");
    kept.files.add(kept.team, "f", "text/plain", mine, MONTH);
    kept.db.execute(
        "with gone as (delete from blob where key = {0} returning bytes) update team_storage set bytes = team_storage.bytes - gone.bytes from gone",
        DSL.val(stray.key()));
    var now = Instant.now();

    assertThat(kept.collection.adoptStrays(now)).isZero();
    assertThat(kept.collection.adoptStrays(now.plus(Duration.ofHours(25)))).isEqualTo(1);
    assertThat(kept.rows.used(kept.team)).isEqualTo(9);
    assertThat(kept.collection.adoptStrays(now.plus(Duration.ofHours(25)))).isZero();
    kept.db.execute("update blob set kept_until = now() where key = {0}", DSL.val(stray.key()));
    assertThat(kept.collection.collect(MONTH, BATCH)).isEqualTo(1);

    assertThat(objects()).containsExactly(mine.key());
    assertThat(kept.rows.used(kept.team)).isEqualTo(4);
  }

  /** One content cannot be deleted now: it waits, the others go, and nothing is lost track of. */
  @Test
  void goesOnWhenSomethingCannotBeDeleted() throws IOException {
    var bad = kept.keep(kept.team, "bad");
    kept.keep(kept.team, "good");
    kept.later();
    var refusing = new RefusingStore(kept.store, bad.key());
    var collection =
        new BlobCollection(
            kept.rows, new FileRepository(kept.db), refusing, kept.transactions, kept.settings);

    assertThat(collection.collect(MONTH, 1)).isEqualTo(1);

    assertThat(objects()).containsExactly(bad.key());
    assertThat(kept.rows.used(kept.team)).isEqualTo(3);
  }

  /** Keeping and collecting the same contents at once: whatever was kept last is there. */
  @Test
  void losesNothingThatIsKeptMeanwhile() throws Exception {
    var tasks = new ArrayList<Callable<Void>>();
    // Time passes when nobody has just kept something; the collection itself may run at any time.
    var moment = new ReentrantReadWriteLock();
    for (int i = 0; i < 4; i++) {
      tasks.add(() -> {
        for (int round = 0; round < 40; round++) {
          moment.readLock().lock();
          try {
            var blob = kept.keep(kept.team, "content " + round % 3);
            assertThat(kept.read(blob)).startsWith("content");
          } finally {
            moment.readLock().unlock();
          }
        }
        return null;
      });
      tasks.add(() -> {
        for (int round = 0; round < 40; round++) {
          moment.writeLock().lock();
          try {
            kept.later();
          } finally {
            moment.writeLock().unlock();
          }
          int _ = kept.collection.collect(MONTH, 2);
        }
        return null;
      });
    }
    try (var threads = Executors.newFixedThreadPool(8)) {
      for (var task : threads.invokeAll(tasks)) {
        task.get();
      }
    }
    for (int i = 0; i < 3; i++) {
      assertThat(kept.read(kept.keep(kept.team, "content " + i))).isEqualTo("content " + i);
    }

    assertThat(kept.rows.used(kept.team)).isEqualTo(27).isEqualTo(kept.sum(kept.team));
    assertThat(objects()).hasSize(3);
  }

  private void run(RunId run, String status) {
    kept.db.execute(
        "insert into run (team_id, id, status, spec, key_id) values ({0}, {1}, {2}, {3}, {4})",
        DSL.val(kept.team.value()),
        DSL.val(run.value()),
        DSL.val(status),
        DSL.val("{}"),
        DSL.val(TimeOrderedIds.next()));
  }

  private List<String> objects() throws IOException {
    var keys = new ArrayList<String>();
    kept.store.list().forEachRemaining(listed -> keys.add(listed.key()));
    return keys;
  }

  /** A store that does not delete one content. */
  private record RefusingStore(BlobStore store, String key) implements BlobStore {
    @Override
    public void put(String key, Path content) throws IOException {
      store.put(key, content);
    }

    @Override
    public InputStream open(String key, long from, long length) throws IOException {
      return store.open(key, from, length);
    }

    @Override
    public void delete(String deleted) throws IOException {
      if (deleted.equals(key)) {
        throw new IOException("not now");
      }
      store.delete(deleted);
    }

    @Override
    public Iterator<Listed> list() throws IOException {
      return store.list();
    }

    @Override
    public void removeLeftovers(Instant before) throws IOException {
      store.removeLeftovers(before);
    }

    @Override
    public void close() {
      store.close();
    }
  }
}

package dev.ccrunner.infra.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ccrunner.file.StoredBlob;
import dev.ccrunner.infra.ids.TimeOrderedIds;
import dev.ccrunner.infra.postgres.LeaseKey;
import dev.ccrunner.run.RunId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.unit.DataSize;

class BlobsTest {
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
  void keepsAndCounts() throws IOException {
    var blob = kept.keep(kept.team, "hello");

    assertThat(blob)
        .isEqualTo(
            new StoredBlob(
                kept.team + "/files/" + BlobStoreContract.hash("hello"),
                BlobStoreContract.hash("hello"),
                5));
    assertThat(kept.read(blob)).isEqualTo("hello");
    assertThat(kept.rows.used(kept.team)).isEqualTo(5);
    assertThat(kept.rows.used(kept.other)).isZero();
  }

  @Test
  void countsTheSameOnceForEachTeam() {
    kept.keep(kept.team, "same");
    kept.keep(kept.team, "same");
    kept.keep(kept.other, "same");

    assertThat(kept.rows.used(kept.team)).isEqualTo(4);
    assertThat(kept.rows.used(kept.other)).isEqualTo(4);
  }

  /** One that has lost its lease writes beside, not over. */
  @Test
  void hasTheEpochInTheKeyOfWhatAnAttemptWrites() throws IOException, BlobRefused {
    var run = new RunId(TimeOrderedIds.next());
    var keys = new ArrayList<String>();
    for (long epoch : new long[] {1, 2}) {
      var owner = new BlobOwner.Attempt(new LeaseKey(kept.team, run, epoch));
      keys.add(kept.blobs.keep(owner, stream("out"), 10).key());
    }

    assertThat(keys)
        .containsExactly(
            "%s/runs/%s/1/%s".formatted(kept.team, run, BlobStoreContract.hash("out")),
            "%s/runs/%s/2/%s".formatted(kept.team, run, BlobStoreContract.hash("out")));
  }

  @Test
  void refusesWhatIsTooLongAndKeepsNothingOfIt() {
    var endless =
        new InputStream() {
          @Override
          public int read() {
            return 'x';
          }
        };

    assertThatThrownBy(() -> kept.blobs.keep(new BlobOwner.Team(kept.team), endless, 70_000))
        .isInstanceOfSatisfying(
            BlobRefused.class,
            refused -> {
              assertThat(refused.bound()).isEqualTo(BlobRefused.Bound.CONTENT);
              assertThat(refused.most()).isEqualTo(70_000);
            });
    assertNothingIsKept();
  }

  @Test
  void keepsNothingOfAStreamThatBreaks() {
    var breaking =
        new InputStream() {
          private int left = 50_000;

          @Override
          public int read() throws IOException {
            if (left-- <= 0) {
              throw new IOException("the client went away");
            }
            return 'x';
          }
        };

    assertThatThrownBy(
            () -> kept.blobs.keep(new BlobOwner.Team(kept.team), breaking, Long.MAX_VALUE))
        .hasMessage("the client went away");
    assertNothingIsKept();
  }

  private void assertNothingIsKept() {
    assertThat(kept.rowsOf(kept.team)).isZero();
    assertThat(kept.rows.used(kept.team)).isZero();
    try (var left = Files.walk(folder)) {
      assertThat(left.filter(Files::isRegularFile)).isEmpty();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void refusesWhatTheTeamHasNoRoomFor() throws IOException {
    kept.keep(kept.team, new byte[90_000]);

    assertThatThrownBy(() ->
            kept.blobs.keep(
                new BlobOwner.Team(kept.team),
                new ByteArrayInputStream(new byte[10_001]),
                Long.MAX_VALUE))
        .isInstanceOfSatisfying(
            BlobRefused.class,
            refused -> assertThat(refused.bound()).isEqualTo(BlobRefused.Bound.TEAM));
    assertThat(kept.rows.used(kept.team)).isEqualTo(90_000);
    assertThat(kept.rowsOf(kept.team)).isEqualTo(1);

    // What is there already takes no room, nor does what fits, nor what is another team's.
    kept.keep(kept.team, new byte[90_000]);
    kept.keep(kept.team, new byte[10_000]);
    kept.keep(kept.other, new byte[100_000]);
  }

  @Test
  void refusesAFirstContentThatIsLargerThanAllRoom() {
    assertThatThrownBy(() ->
            kept.blobs.keep(
                new BlobOwner.Team(kept.team),
                new ByteArrayInputStream(new byte[100_001]),
                Long.MAX_VALUE))
        .isInstanceOf(BlobRefused.class);
    assertThat(kept.rowsOf(kept.team)).isZero();
  }

  /** Each wants a tenth of the room, every content is wanted by two: 64 ask, ten get it. */
  @Test
  void neverGivesMoreRoomThanThereIs() throws Exception {
    List<Callable<Boolean>> writers =
        IntStream.range(0, 64).<Callable<Boolean>>mapToObj(i -> () -> keptAtAll(i / 2)).toList();
    int given = 0;
    try (var threads = Executors.newFixedThreadPool(32)) {
      for (var writer : threads.invokeAll(writers)) {
        given += writer.get() ? 1 : 0;
      }
    }

    assertThat(kept.rowsOf(kept.team)).isEqualTo(10);
    assertThat(kept.rows.used(kept.team)).isEqualTo(Kept.QUOTA).isEqualTo(kept.sum(kept.team));
    assertThat(given).isBetween(10, 20);
  }

  private boolean keptAtAll(int which) throws IOException {
    var content = new byte[10_000];
    content[0] = (byte) which;
    try {
      kept.blobs.keep(
          new BlobOwner.Team(kept.team), new ByteArrayInputStream(content), Long.MAX_VALUE);
      return true;
    } catch (BlobRefused e) {
      return false;
    }
  }

  @Test
  void noticesThatWhatItKeptIsDamaged() throws IOException {
    var blob = kept.keep(kept.team, "0123456789");
    for (String damage : List.of("0123456780", "01234", "")) {
      Files.writeString(file(blob), damage);

      try (var in = kept.blobs.open(blob)) {
        assertThatThrownBy(in::readAllBytes)
            .isInstanceOf(BlobCorrupt.class)
            .hasMessageContaining(blob.key());
      }
    }

    // Whoever brings it again mends it.
    kept.keep(kept.team, "0123456789");
    assertThat(kept.read(blob)).isEqualTo("0123456789");
  }

  @Test
  void saysThatItIsGone() throws IOException {
    var blob = kept.keep(kept.team, "lost");
    Files.delete(file(blob));

    assertThatThrownBy(() -> kept.blobs.open(blob).close()).isInstanceOf(BlobMissing.class);
  }

  @Test
  void opensAPart() throws IOException {
    var blob = kept.keep(kept.team, "0123456789");

    try (var in = kept.blobs.open(blob, 3, 4)) {
      assertThat(in.readAllBytes()).isEqualTo("3456".getBytes(StandardCharsets.UTF_8));
    }
  }

  @Test
  void saysWhatIsMissingWhereThereIsNoPlace() {
    var nowhere =
        new TeamBlobs(
            kept.rows,
            new NoBlobStore(),
            new BlobSettings(
                BlobSettings.Store.DIRECTORY, null, null, DataSize.ofBytes(1), Duration.ofHours(1)),
            BlobPatience.NONE);

    assertThatThrownBy(() -> nowhere.keep(new BlobOwner.Team(kept.team), stream("x"), 1))
        .isInstanceOf(BlobsNotConfigured.class)
        .hasMessageContaining("ccr.blobs.directory");
  }

  /** Two tries fail before they reach PostgreSQL. */
  @Test
  void waitsForPostgresForAsLongAsTheOwnerIsOfUse() throws Exception {
    var owner = new BlobOwner.Team(kept.team);
    var asked = new ArrayList<BlobOwner>();
    var patient = whilePostgresIsAway(2, asked::add);

    var blob = patient.keep(owner, stream("kept"), 10);

    assertThat(asked).containsExactly(owner, owner);
    try (var in = patient.open(blob)) {
      assertThat(in.readAllBytes()).isEqualTo("kept".getBytes(StandardCharsets.UTF_8));
    }
    assertThat(folder.resolve("incoming")).isEmptyDirectory();
  }

  @Test
  void saysAtOnceThatPostgresIsAwayToWhomeverItIsOfNoUseToWait() {
    var hasty = whilePostgresIsAway(1, _ -> false);

    assertThatThrownBy(() -> hasty.keep(new BlobOwner.Team(kept.team), stream("x"), 10))
        .isInstanceOf(CannotCreateTransactionException.class);
    assertThat(folder.resolve("incoming")).isEmptyDirectory();
  }

  private TeamBlobs whilePostgresIsAway(int tries, BlobPatience patience) {
    var left = new AtomicInteger(tries);
    var transactions =
        new TransactionTemplate(Objects.requireNonNull(kept.transactions.getTransactionManager())) {
          @Override
          public <T extends @Nullable Object> T execute(TransactionCallback<T> action) {
            if (left.getAndDecrement() > 0) {
              throw new CannotCreateTransactionException("PostgreSQL is away");
            }
            return super.execute(action);
          }
        };
    return new TeamBlobs(
        new BlobRepository(kept.db, transactions), kept.store, kept.settings, patience);
  }

  private Path file(StoredBlob blob) {
    return folder
        .resolve("blobs/objects")
        .resolve(blob.sha256().substring(0, 2))
        .resolve(blob.key());
  }

  private static InputStream stream(String content) {
    return new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8));
  }
}

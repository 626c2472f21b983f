package dev.ccrunner.infra.blob;

import dev.ccrunner.file.StoredBlob;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Contents by row and object: the row first, which takes the room, then the object. Who dies
 * between the two leaves a row that nothing refers to, and that is found by its age.
 */
final class TeamBlobs implements Blobs {
  private static final Logger log = LoggerFactory.getLogger(TeamBlobs.class);
  private static final int TRIES = 100;
  private static final Duration ASK_AGAIN = Duration.ofMillis(500);

  private final BlobRepository rows;
  private final BlobStore store;
  private final BlobSettings settings;
  private final BlobPatience patience;

  TeamBlobs(BlobRepository rows, BlobStore store, BlobSettings settings, BlobPatience patience) {
    this.rows = rows;
    this.store = store;
    this.settings = settings;
    this.patience = patience;
  }

  @Override
  public void expectPlace() throws BlobsNotConfigured {
    if (store instanceof NoBlobStore) {
      throw new BlobsNotConfigured();
    }
  }

  @Override
  public StoredBlob keep(BlobOwner owner, InputStream content, long atMost)
      throws IOException, BlobRefused {
    expectPlace();
    try (var received = Received.of(content, atMost, settings.incoming())) {
      String key = owner.prefix() + received.sha256();
      takeRoom(owner, key, received.bytes());
      put(key, received);
      return new StoredBlob(key, received.sha256(), received.bytes());
    }
  }

  /** Even if it is there: a content that was damaged is whole again by this. */
  private void put(String key, Received received) throws BlobsUnavailable {
    try {
      store.put(key, received.file());
    } catch (IOException e) {
      throw new BlobsUnavailable(key, e);
    }
  }

  private void takeRoom(BlobOwner owner, String key, long bytes) throws BlobRefused {
    long quota = settings.quotaPerTeam().toBytes();
    for (int tried = 0; tried < TRIES; tried++) {
      switch (ask(owner, key, bytes, quota)) {
        case GIVEN -> {
          return;
        }
        case NONE -> throw new BlobRefused(BlobRefused.Bound.TEAM, quota);
        case CONTENDED -> Thread.onSpinWait(); // The other one has ended its statement by now.
      }
    }
    throw new IllegalStateException("Expected room or none for %s, found neither".formatted(key));
  }

  private BlobRepository.Room ask(BlobOwner owner, String key, long bytes, long quota) {
    while (true) {
      try {
        return rows.ask(owner.teamId(), key, bytes, quota, settings.unreferencedFor());
      } catch (DataAccessException | TransactionException e) {
        if (!patience.lastsFor(owner) || Thread.currentThread().isInterrupted()) {
          throw e;
        }
        log.warn("PostgreSQL does not answer; {} is kept when it does: {}", key, e.getMessage());
        LockSupport.parkNanos(ASK_AGAIN.toNanos());
      }
    }
  }

  @Override
  public InputStream open(StoredBlob blob, long from, long length) throws IOException {
    try {
      return store.open(blob.key(), from, length);
    } catch (BlobMissing | BlobsNotConfigured e) {
      throw e;
    } catch (IOException e) {
      throw new BlobsUnavailable(blob.key(), e);
    }
  }
}

package dev.ccrunner.infra.blob;

import dev.ccrunner.file.StoredBlob;
import dev.ccrunner.team.TeamId;
import java.io.IOException;
import java.io.InputStream;

/**
 * Contents by row and object: the row first, which takes the room, then the object. Who dies
 * between the two leaves a row that nothing refers to, and that is found by its age.
 */
final class TeamBlobs implements Blobs {
  private static final int TRIES = 100;

  private final BlobRepository rows;
  private final BlobStore store;
  private final BlobSettings settings;

  TeamBlobs(BlobRepository rows, BlobStore store, BlobSettings settings) {
    this.rows = rows;
    this.store = store;
    this.settings = settings;
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
      takeRoom(owner.teamId(), key, received.bytes());
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

  private void takeRoom(TeamId team, String key, long bytes) throws BlobRefused {
    long quota = settings.quotaPerTeam().toBytes();
    for (int tried = 0; tried < TRIES; tried++) {
      switch (rows.ask(team, key, bytes, quota, settings.unreferencedFor())) {
        case GIVEN -> {
          return;
        }
        case NONE -> throw new BlobRefused(BlobRefused.Bound.TEAM, quota);
        case CONTENDED -> Thread.onSpinWait(); // The other one has ended its statement by now.
      }
    }
    throw new IllegalStateException("Expected room or none for %s, found neither".formatted(key));
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

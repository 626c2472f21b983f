package dev.ccrunner.infra.secret;

import dev.ccrunner.secret.SecretId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rotates the key-encryption key while the service runs: every data key that an older version wraps
 * is wrapped by the newest instead. Values are not touched, and a secret that somebody changes
 * meanwhile is left to that change. It may be stopped at any time, and several may do it at once.
 */
public final class Rewrapping {
  private static final Logger log = LoggerFactory.getLogger(Rewrapping.class);
  private static final int BATCH = 200;

  private final SecretRepository repository;
  private final Envelope envelope;
  private final KeyRing keys;

  /** So that a round says something only when it is news. */
  private final AtomicInteger damagedBefore = new AtomicInteger();

  Rewrapping(SecretRepository repository, KeyRing keys) {
    this.repository = repository;
    this.envelope = new Envelope(keys);
    this.keys = keys;
  }

  /** Rewraps all there is to rewrap. Answers how many it was. */
  public int rewrapAll() {
    var newest = keys.sealing().orElse(null);
    if (newest == null) {
      return 0;
    }
    var older =
        keys.versions().stream()
            .filter(version -> version < newest.version())
            .collect(Collectors.toSet());
    int rewrapped = 0;
    int damaged = 0;
    @Nullable SecretId last = null;
    while (!older.isEmpty()) {
      var rows = repository.wrappedBy(older, last, BATCH);
      for (var row : rows) {
        try {
          var sealed = envelope.rewrap(newest, row.sealed(), row.binding());
          rewrapped += repository.rewrap(row.binding(), row.sealed().kekVersion(), sealed) ? 1 : 0;
        } catch (Unsealable e) {
          damaged++;
        }
        last = row.secret().id();
      }
      if (rows.size() < BATCH) {
        break;
      }
    }
    if (rewrapped > 0) {
      log.info(
          "Secrets rewrapped with version {} of the key: {}. GET /v1/secret_keys says when an older version may go",
          newest.version(),
          rewrapped);
    }
    if (damagedBefore.getAndSet(damaged) != damaged && damaged > 0) {
      log.warn("Secrets that do not open and stay as they are: {}", damaged);
    }
    return rewrapped;
  }

  /** The version that seals; empty: there is none. */
  public Optional<Integer> sealing() {
    return keys.sealing().map(Kek::version);
  }

  /** How many secrets each version wraps, of those that this process has or that any row needs. */
  public List<KeyUse> keyUse() {
    var counts = new TreeMap<>(repository.countByKek());
    var versions = new TreeSet<>(counts.keySet());
    versions.addAll(keys.versions());
    var uses = new ArrayList<KeyUse>();
    for (int version : versions) {
      uses.add(
          new KeyUse(version, counts.getOrDefault(version, 0), keys.find(version).isPresent()));
    }
    return uses;
  }
}

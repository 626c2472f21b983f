package dev.ccrunner.infra.blob;

import dev.ccrunner.infra.blob.BlobRepository.Doomed;
import dev.ccrunner.team.TeamId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/** Removes what nothing refers to any more. Several processes may do so at once. */
public class BlobCollection {
  private static final Logger log = LoggerFactory.getLogger(BlobCollection.class);

  /** Keys that are compared with the database in one statement. */
  private static final int PORTION = 500;

  /** What cannot be deleted now must not stand in the way of all others. */
  private static final Duration TRY_AGAIN_IN = Duration.ofHours(1);

  private final BlobRepository rows;
  private final FileRepository files;
  private final BlobStore store;
  private final TransactionTemplate transactions;
  private final BlobSettings settings;

  BlobCollection(
      BlobRepository rows,
      FileRepository files,
      BlobStore store,
      TransactionTemplate transactions,
      BlobSettings settings) {
    this.rows = rows;
    this.files = files;
    this.store = store;
    this.transactions = transactions;
    this.settings = settings;
  }

  /**
   * Removes files and outputs whose time is over, and then contents that nothing refers to.
   *
   * @param keepOutputs how long what runs have left is kept that has no end of its own
   * @param batch how many of each in one transaction
   * @return how many contents
   */
  public int collect(Duration keepOutputs, int batch) {
    while (files.deleteExpired(batch) == batch) {
      // There may be more.
    }
    while (files.deleteExpiredOutputs(keepOutputs, batch) == batch) {
      // There may be more.
    }
    while (files.deleteUsesOfEndedRuns(batch) == batch) {
      // There may be more.
    }
    int removed = 0;
    int taken;
    do {
      var round = collectOnce(batch);
      taken = round.taken();
      removed += round.removed();
    } while (taken == batch);
    if (removed > 0) {
      log.info("{} contents are removed that nothing referred to", removed);
    }
    return removed;
  }

  private record Round(int taken, int removed) {}

  private Round collectOnce(int batch) {
    return Objects.requireNonNull(
        transactions.execute(_ -> {
          var taken = rows.take(batch);
          var gone = new ArrayList<Doomed>();
          for (var blob : taken) {
            try {
              store.delete(blob.key());
              gone.add(blob);
            } catch (IOException e) {
              log.warn("{} could not be deleted; tried again in an hour", blob.key(), e);
              rows.extend(blob.teamId(), List.of(blob.key()), TRY_AGAIN_IN);
            }
          }
          rows.forget(gone);
          return new Round(taken.size(), gone.size());
        }));
  }

  /**
   * Compares the store with the database, and takes in what has no row, for the next {@link
   * #collect}: what was put back by somebody who had been given up, or comes from a database that
   * was set back.
   *
   * @param now by the store's clock; what is younger than the time for unreferenced contents is
   *     left alone
   * @return how many
   */
  public int adoptStrays(Instant now) throws IOException {
    var before = now.minus(settings.unreferencedFor());
    store.removeLeftovers(before);
    int found = 0;
    var portion = new ArrayList<BlobStore.Listed>();
    var all = store.list();
    while (all.hasNext()) {
      var listed = all.next();
      if (listed.since().isBefore(before)) {
        portion.add(listed);
      }
      if (portion.size() == PORTION || !all.hasNext()) {
        found += adopt(portion);
        portion.clear();
      }
    }
    if (found > 0) {
      log.warn("{} contents were in the store and not in the database; they are removed", found);
    }
    return found;
  }

  private int adopt(List<BlobStore.Listed> portion) {
    int found = 0;
    var byTeam =
        portion.stream()
            .filter(listed -> team(listed).isPresent())
            .collect(java.util.stream.Collectors.groupingBy(listed -> team(listed).orElseThrow()));
    for (var entry : byTeam.entrySet()) {
      var keys = entry.getValue().stream().map(BlobStore.Listed::key).toList();
      var unknown = new java.util.HashSet<>(rows.unknown(entry.getKey(), keys));
      for (var listed : entry.getValue()) {
        if (unknown.contains(listed.key())) {
          rows.adopt(entry.getKey(), listed.key(), listed.bytes());
          found++;
        }
      }
    }
    return found;
  }

  /** Whose it is; empty: it is nothing of ours, and stays. */
  private static Optional<TeamId> team(BlobStore.Listed listed) {
    return TeamId.parse(listed.key().substring(0, listed.key().indexOf('/')));
  }
}

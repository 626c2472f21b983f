package dev.ccrunner.infra.ids;

import com.github.f4b6a3.uuid.UuidCreator;
import java.util.UUID;

/**
 * New UUIDv7 ids: they sort by the moment they were made, which indexes, cursors and partitions
 * rely on.
 */
public final class TimeOrderedIds {
  private TimeOrderedIds() {}

  /** The next id; greater than every earlier one of this process. Thread safe. */
  public static UUID next() {
    return UuidCreator.getTimeOrderedEpochPlus1();
  }
}

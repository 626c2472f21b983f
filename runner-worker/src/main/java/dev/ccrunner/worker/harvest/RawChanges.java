package dev.ccrunner.worker.harvest;

import org.jspecify.annotations.Nullable;

/** Takes what {@code git diff --raw -z --no-renames} prints: a change, then whose it is. */
abstract class RawChanges implements RecordSink.Receiver {
  private @Nullable RawChange change;

  @Override
  public final void record(byte[] record) {
    var seen = change;
    if (seen == null) {
      change = RawChange.of(FileName.of(record).raw());
      return;
    }
    change = null;
    changed(seen, record);
  }

  abstract void changed(RawChange change, byte[] name);
}

package dev.ccrunner.gateway.stream;

import dev.ccrunner.event.RunEvent;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One frame per event of a run as long as anybody holds it: a thousand clients stuck at the same
 * large event hold it once, not a thousand times.
 */
final class SharedFrames {
  private final ConcurrentHashMap<Long, Entry> frames = new ConcurrentHashMap<>();
  private final ReferenceQueue<Frame> gone = new ReferenceQueue<>();

  private static final class Entry extends WeakReference<Frame> {
    final long seq;

    Entry(Frame frame, ReferenceQueue<Frame> gone) {
      super(frame, gone);
      this.seq = frame.seq();
    }
  }

  Frame of(RunEvent event) {
    forgetTheGone();
    Entry known = frames.get(event.seq());
    @Nullable Frame shared = known == null ? null : known.get();
    if (shared != null) {
      return shared;
    }
    Frame frame = Frame.of(event);
    frames.put(event.seq(), new Entry(frame, gone));
    return frame;
  }

  private void forgetTheGone() {
    for (Reference<? extends Frame> r = gone.poll(); r != null; r = gone.poll()) {
      Entry entry = (Entry) r;
      frames.remove(entry.seq, entry);
    }
  }
}

package dev.ccrunner.demomodel;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often a turn's fault has struck: the one thing a request cannot tell, since a retry looks
 * like the first try. The oldest counts are forgotten, and a turn that got through starts afresh.
 */
final class FaultCounts {

  private static final int MAX_ENTRIES = 1_000;

  private final Map<String, Integer> counts = // guarded by this
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
          return size() > MAX_ENTRIES;
        }
      };

  /** Whether the fault hits this request too. */
  synchronized boolean strikes(String key, int times) {
    if (times == Integer.MAX_VALUE) {
      return true;
    }
    var before = counts.getOrDefault(key, 0);
    if (before >= times) {
      counts.remove(key);
      return false;
    }
    counts.put(key, before + 1);
    return true;
  }
}

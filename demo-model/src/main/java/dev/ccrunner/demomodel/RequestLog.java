package dev.ccrunner.demomodel;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The newest requests, bounded by number and by the size of their bodies: a demo may run for weeks.
 */
final class RequestLog {

  private final int maxRequests;
  private final long maxChars;
  private final Deque<RecordedRequest> requests = new ArrayDeque<>(); // guarded by this
  private long chars; // guarded by this

  RequestLog(int maxRequests, long maxChars) {
    this.maxRequests = maxRequests;
    this.maxChars = maxChars;
  }

  synchronized void add(RecordedRequest request) {
    requests.addLast(request);
    chars += request.body().length();
    while (requests.size() > maxRequests || (chars > maxChars && requests.size() > 1)) {
      chars -= requests.removeFirst().body().length();
    }
  }

  synchronized List<RecordedRequest> newest() {
    return List.copyOf(requests);
  }
}

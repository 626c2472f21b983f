package dev.ccrunner.worker.execution;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * What was said to Claude Code and how far it is with it. Messages are counted and not results: two
 * messages that wait while a turn runs become one turn with one result. Written by the attempt's
 * thread and by the child's.
 */
final class Spoken {
  private enum Stage {
    SENT,
    BEGUN
  }

  /** Guards itself and what follows. */
  private final Map<String, Stage> open = new HashMap<>();

  private boolean tellsProgress;
  private int turnsEnded;

  /** To be called before the message is sent: its answer may come at once. */
  void said(UUID message) {
    synchronized (open) {
      open.put(message.toString(), Stage.SENT);
    }
  }

  /** The message could not be sent after all. */
  void unsaid(UUID message) {
    synchronized (open) {
      open.remove(message.toString());
    }
  }

  /** Claude Code says how far it is with a message. */
  void progress(String message, String state) {
    synchronized (open) {
      tellsProgress = true;
      switch (state) {
        case "started" -> open.computeIfPresent(message, (_, _) -> Stage.BEGUN);
        case "completed", "cancelled" -> open.remove(message);
        default -> {}
      }
    }
  }

  /** A turn began; versions that say no more than that are taken to work on all they were told. */
  void turnBegan() {
    synchronized (open) {
      if (!tellsProgress) {
        open.replaceAll((_, _) -> Stage.BEGUN);
      }
    }
  }

  /** A result came that lists these messages; one of a version that lists none is about all. */
  void answered(Collection<String> messages) {
    synchronized (open) {
      turnsEnded++;
      if (messages.isEmpty()) {
        open.clear();
      } else {
        open.keySet().removeAll(messages);
      }
    }
  }

  /** Nothing of it was heard: whoever comes next begins anew. */
  void forget() {
    synchronized (open) {
      open.clear();
      tellsProgress = false;
    }
  }

  boolean allAnswered() {
    synchronized (open) {
      return open.isEmpty();
    }
  }

  /** Whether Claude Code is at work on something that was said. */
  boolean turnRuns() {
    synchronized (open) {
      return open.containsValue(Stage.BEGUN);
    }
  }

  /** How many turns have ended. */
  int turnsEnded() {
    synchronized (open) {
      return turnsEnded;
    }
  }
}

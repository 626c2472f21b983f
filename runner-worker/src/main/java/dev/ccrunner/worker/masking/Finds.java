package dev.ccrunner.worker.masking;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Goes over a text, in one piece or in many, and notes where secrets are. Line breaks are passed
 * over: programs break long lines wherever they like, base64 at every 76th digit. A few in a row
 * end what was being found.
 */
final class Finds {
  private static final int MAX_BREAKS = 4;

  private final Automaton automaton;
  private final long[] places;
  private final int placesMask;
  private final Deque<Find> finds = new ArrayDeque<>();
  private int state = Automaton.ROOT;
  private int breaks;
  private long seen;
  private long position;

  /**
   * From the first to the last character of secrets that overlap.
   *
   * @param pattern of the one that begins first
   */
  record Find(long first, long last, int pattern) {}

  /**
   * @param atMost the length of the text, if it is known to be short
   */
  Finds(Automaton automaton, int atMost) {
    this.automaton = automaton;
    int size = Integer.highestOneBit(Math.max(1, Math.min(automaton.longest(), atMost))) * 2;
    this.places = new long[size];
    this.placesMask = size - 1;
  }

  /** Goes on with {@code text}. */
  void look(CharSequence text, int from) {
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isBreak(c)) {
        if (++breaks > MAX_BREAKS) {
          state = Automaton.ROOT;
        }
      } else {
        breaks = 0;
        places[(int) (seen++ & placesMask)] = position;
        state = automaton.next(state, c);
        int length = automaton.matchLength(state);
        if (length > 0) {
          note(new Find(placeOfLast(length), position, automaton.matchPattern(state)));
        }
      }
      position++;
    }
  }

  static boolean isBreak(char c) {
    return c == '\n' || c == '\r';
  }

  /** What was found and not taken yet, in order; none touches another. */
  Deque<Find> finds() {
    return finds;
  }

  /** Nothing that may still be found begins before this place. */
  long settled() {
    int open = automaton.depth(state);
    return open == 0 ? position : placeOfLast(open);
  }

  /** How many characters were looked at. */
  long position() {
    return position;
  }

  /** Where the last {@code count} characters begin, line breaks not counted. */
  private long placeOfLast(int count) {
    return places[(int) ((seen - count) & placesMask)];
  }

  /** Finds come in the order of their ends; a later one may begin before earlier ones. */
  private void note(Find find) {
    long first = find.first();
    int pattern = find.pattern();
    while (!finds.isEmpty() && finds.getLast().last() >= first) {
      var earlier = finds.removeLast();
      if (earlier.first() < first) {
        first = earlier.first();
        pattern = earlier.pattern();
      }
    }
    finds.addLast(new Find(first, find.last(), pattern));
  }
}

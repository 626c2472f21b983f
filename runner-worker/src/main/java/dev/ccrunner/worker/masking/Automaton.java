package dev.ccrunner.worker.masking;

import java.util.ArrayDeque;
import java.util.Arrays;

/**
 * Finds any of many patterns in one pass (Aho and Corasick, 1975): a tree of all patterns, where
 * each node knows the longest other node that ends alike. A text costs the same however many
 * patterns there are. Nodes are numbers and have their children as a list, so that a tree of some
 * ten thousand nodes is some hundred kilobytes.
 */
final class Automaton {
  static final int ROOT = 0;
  private static final int NONE = -1;
  private static final int ASCII = 128;

  private char[] letter = new char[64];
  private int[] firstChild = new int[64];
  private int[] nextSibling = new int[64];
  private int[] fail = new int[64];
  private int[] depth = new int[64];
  // Of the longest pattern that ends here; 0 when none does.
  private int[] matchLength = new int[64];
  private int[] matchPattern = new int[64];
  private final int[] fromRoot = new int[ASCII];
  private int size;
  private int longest;
  private int shortest = Integer.MAX_VALUE;

  Automaton() {
    newNode((char) 0, 0);
    Arrays.fill(fromRoot, NONE);
  }

  /** Adds a pattern; the first of two that are the same counts. */
  void add(String pattern, int number) {
    int node = ROOT;
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      int child = child(node, c);
      node = child == NONE ? addChild(node, c) : child;
    }
    if (node != ROOT && matchLength[node] == 0) {
      matchLength[node] = pattern.length();
      matchPattern[node] = number;
      longest = Math.max(longest, pattern.length());
      shortest = Math.min(shortest, pattern.length());
    }
  }

  /** To be called after the last pattern: level by level, since each node's needs shorter ones. */
  void complete() {
    var waiting = new ArrayDeque<Integer>();
    waiting.add(ROOT);
    while (!waiting.isEmpty()) {
      int node = waiting.remove();
      for (int child = firstChild[node]; child != NONE; child = nextSibling[child]) {
        fail[child] = node == ROOT ? ROOT : next(fail[node], letter[child]);
        if (matchLength[child] == 0) {
          matchLength[child] = matchLength[fail[child]];
          matchPattern[child] = matchPattern[fail[child]];
        }
        waiting.add(child);
      }
    }
  }

  /** The state after {@code c}. */
  int next(int state, char c) {
    int node = state;
    while (true) {
      int child = child(node, c);
      if (child != NONE) {
        return child;
      }
      if (node == ROOT) {
        return ROOT;
      }
      node = fail[node];
    }
  }

  /** How many of the last characters may be the beginning of a pattern. */
  int depth(int state) {
    return depth[state];
  }

  /** The length of the longest pattern that ends in this state; 0: none does. */
  int matchLength(int state) {
    return matchLength[state];
  }

  /** Its number. */
  int matchPattern(int state) {
    return matchPattern[state];
  }

  /** Characters of the longest pattern. */
  int longest() {
    return longest;
  }

  /** Characters of the shortest pattern. */
  int shortest() {
    return shortest;
  }

  private int child(int node, char c) {
    if (node == ROOT && c < ASCII) {
      return fromRoot[c];
    }
    int child = firstChild[node];
    while (child != NONE && letter[child] != c) {
      child = nextSibling[child];
    }
    return child;
  }

  private int addChild(int node, char c) {
    int child = newNode(c, depth[node] + 1);
    nextSibling[child] = firstChild[node];
    firstChild[node] = child;
    if (node == ROOT && c < ASCII) {
      fromRoot[c] = child;
    }
    return child;
  }

  private int newNode(char c, int nodeDepth) {
    if (size == letter.length) {
      grow(2 * size);
    }
    letter[size] = c;
    firstChild[size] = NONE;
    nextSibling[size] = NONE;
    depth[size] = nodeDepth;
    return size++;
  }

  private void grow(int capacity) {
    letter = Arrays.copyOf(letter, capacity);
    firstChild = Arrays.copyOf(firstChild, capacity);
    nextSibling = Arrays.copyOf(nextSibling, capacity);
    fail = Arrays.copyOf(fail, capacity);
    depth = Arrays.copyOf(depth, capacity);
    matchLength = Arrays.copyOf(matchLength, capacity);
    matchPattern = Arrays.copyOf(matchPattern, capacity);
  }
}

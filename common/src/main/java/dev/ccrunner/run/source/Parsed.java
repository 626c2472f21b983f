package dev.ccrunner.run.source;

import java.util.Optional;

/** What came of reading a text. */
public sealed interface Parsed<T> {
  /** It is one. */
  record Valid<T>(T value) implements Parsed<T> {}

  /**
   * It is none.
   *
   * @param expected what would have been right, to stand after "Expected"
   * @param found what is there instead, to stand after "found"; never a credential
   */
  record Invalid<T>(String expected, String found) implements Parsed<T> {
    @Override
    public String toString() {
      return "Expected %s, found %s.".formatted(expected, found);
    }
  }

  /** The value, if it is one. */
  default Optional<T> valid() {
    return this instanceof Valid<T>(T value) ? Optional.of(value) : Optional.empty();
  }

  /** What is wrong with it, as a sentence; empty when nothing is. */
  default Optional<String> refusal() {
    return this instanceof Invalid<T> invalid ? Optional.of(invalid.toString()) : Optional.empty();
  }
}

package dev.ccrunner.bench.report;

/** What the ratio of a figure should be. */
public sealed interface Aim {

  /** More is better. */
  record AtLeast(double ratio) implements Aim {}

  /** Less is better. */
  record AtMost(double ratio) implements Aim {}

  /** The figure only informs. */
  record None() implements Aim {}

  default boolean met(double measured) {
    return switch (this) {
      case AtLeast(var ratio) -> measured >= ratio;
      case AtMost(var ratio) -> measured <= ratio;
      case None() -> true;
    };
  }

  /** For people. */
  default String words() {
    return switch (this) {
      case AtLeast(var ratio) -> "≥ " + Numbers.text(ratio);
      case AtMost(var ratio) -> "≤ " + Numbers.text(ratio);
      case None() -> "–";
    };
  }
}

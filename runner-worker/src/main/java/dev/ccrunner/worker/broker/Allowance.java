package dev.ccrunner.worker.broker;

import java.math.BigDecimal;

/** Where an attempt's money comes from, when somebody counts it for many attempts together. */
@FunctionalInterface
public interface Allowance {
  BigDecimal EVERYTHING = BigDecimal.valueOf(Long.MAX_VALUE);

  /** Nobody does: there is always more. */
  Allowance UNBOUNDED = _ -> new Answer.UpTo(EVERYTHING);

  /**
   * More money, for a further call. Asked before the call is forwarded, by one caller at a time,
   * and only when what was granted is used up; may take a while.
   *
   * @param used what the attempt has used until now
   */
  Answer ask(BigDecimal used);

  /** What the attempt is told. */
  sealed interface Answer {
    /**
     * It may go on.
     *
     * @param total what it may use in all before it has to ask again
     */
    record UpTo(BigDecimal total) implements Answer {}

    /** There is no more; {@code sentence} says of what, and until when. */
    record Refused(String sentence) implements Answer {}

    /** Nobody could be asked; the client is to try again. */
    record NotNow() implements Answer {}
  }
}

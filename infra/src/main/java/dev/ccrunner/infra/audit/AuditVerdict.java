package dev.ccrunner.infra.audit;

/** Whether a chain is what it was when its entries were added. */
public sealed interface AuditVerdict {
  /**
   * It is.
   *
   * @param entries how many there are
   * @param head hash of the last one: whoever notes it elsewhere can later tell whether the chain
   *     up to there was replaced as a whole
   */
  record Whole(long entries, String head) implements AuditVerdict {}

  /**
   * It is not: something was changed, taken out or put in.
   *
   * @param seq number of the first entry that does not fit
   * @param flaw what is wrong with it
   */
  record Broken(long seq, String flaw) implements AuditVerdict {}
}

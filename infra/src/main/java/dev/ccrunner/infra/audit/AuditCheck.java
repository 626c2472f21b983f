package dev.ccrunner.infra.audit;

import org.jspecify.annotations.Nullable;

/** Follows a chain, link by link. */
public final class AuditCheck {
  private long seq;
  private String previous = AuditLink.ROOT;
  private AuditVerdict.@Nullable Broken broken;

  /** The next link, in the order of the chain. */
  public void next(AuditLink link) {
    if (broken != null) {
      return;
    }
    var flaw = link.flaw(seq + 1, previous);
    if (flaw != null) {
      broken = new AuditVerdict.Broken(seq + 1, flaw);
      return;
    }
    seq = link.seq();
    previous = link.hash();
  }

  /** What came of it, when it is not known how long the chain has to be. */
  public AuditVerdict ending() {
    return endingWith(seq, previous);
  }

  /**
   * What came of it.
   *
   * @param headSeq number of the last entry that there has to be
   * @param headHash its hash
   */
  public AuditVerdict endingWith(long headSeq, String headHash) {
    if (broken != null) {
      return broken;
    }
    if (seq < headSeq) {
      return new AuditVerdict.Broken(seq + 1, "it is missing: there were " + headSeq);
    }
    if (seq == headSeq && !previous.equals(headHash)) {
      return new AuditVerdict.Broken(seq, "the end of the chain is noted with another hash");
    }
    return new AuditVerdict.Whole(seq, previous);
  }
}

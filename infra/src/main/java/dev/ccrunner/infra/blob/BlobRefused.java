package dev.ccrunner.infra.blob;

/** Content that was not kept, because it is larger than what is allowed or what is left. */
public final class BlobRefused extends Exception {
  /** Which bound it was. */
  public enum Bound {
    /** That of this one content. */
    CONTENT,
    /** What all contents of the team may take together. */
    TEAM
  }

  private final Bound bound;
  private final long most;

  public BlobRefused(Bound bound, long most) {
    super(
        bound == Bound.CONTENT
            ? "Expected at most %d bytes, found more".formatted(most)
            : "Expected the team's contents to take at most %d bytes, found more".formatted(most));
    this.bound = bound;
    this.most = most;
  }

  public Bound bound() {
    return bound;
  }

  /** The bound in bytes. */
  public long most() {
    return most;
  }
}

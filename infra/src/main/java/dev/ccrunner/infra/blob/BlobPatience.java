package dev.ccrunner.infra.blob;

/** For how long a content waits for its row while PostgreSQL does not answer. */
@FunctionalInterface
public interface BlobPatience {
  /** Whoever brings a content is told at once, and may bring it again. */
  BlobPatience NONE = _ -> false;

  /** Whether it is still of use to wait; asked before each further try. */
  boolean lastsFor(BlobOwner owner);
}

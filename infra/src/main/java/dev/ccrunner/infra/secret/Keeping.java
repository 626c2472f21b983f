package dev.ccrunner.infra.secret;

/** What came of the wish to keep a secret, or to change one. */
public sealed interface Keeping {
  /** It is kept so. */
  record Kept(StoredSecret secret) implements Keeping {}

  /** There is no key to seal it with. */
  record NoKey() implements Keeping {}

  /** The team has another secret of that name. */
  record NameTaken() implements Keeping {}

  /** The team has as many secrets as it may have. */
  record Full() implements Keeping {}

  /** The team has no such secret. */
  record Unknown() implements Keeping {}

  /** Somebody has changed it meanwhile; it has this version now. */
  record Changed(int version) implements Keeping {}

  /** Its value would have to be sealed anew, and cannot be opened. */
  record Unreadable(String why) implements Keeping {}
}

package dev.ccrunner.infra.secret;

/** The keys for secrets cannot be used as they are given. The message has no key in it. */
public final class KeysInvalid extends RuntimeException {
  private static final long serialVersionUID = 1;

  KeysInvalid(String message) {
    super(message);
  }
}

package dev.ccrunner.infra.secret;

/** A sealed value that does not open here. Neither message nor cause hold anything secret. */
final class Unsealable extends Exception {
  private static final long serialVersionUID = 1;

  private final String why;

  Unsealable(String why) {
    super(why);
    this.why = why;
  }

  /** In whole sentences. */
  String why() {
    return why;
  }
}

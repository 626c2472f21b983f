package dev.ccrunner.local.doctor;

/** What one look came to: one line, which says what to do where something is to be done. */
record Finding(Mark mark, String topic, String text) {

  /** How bad it is. */
  enum Mark {
    FINE("✓"),
    /** Works, but less well than it could. */
    NOTE("!"),
    /** Keeps {@code ccr up} from working. */
    BROKEN("✗");

    private final String sign;

    Mark(String sign) {
      this.sign = sign;
    }
  }

  static Finding fine(String topic, String text) {
    return new Finding(Mark.FINE, topic, text);
  }

  static Finding note(String topic, String text) {
    return new Finding(Mark.NOTE, topic, text);
  }

  static Finding broken(String topic, String text) {
    return new Finding(Mark.BROKEN, topic, text);
  }

  String line() {
    return "%s %-12s %s".formatted(mark.sign, topic, text);
  }
}

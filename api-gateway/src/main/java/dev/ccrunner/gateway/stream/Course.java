package dev.ccrunner.gateway.stream;

/** Which logs a stream shows one after the other, and how a place in them is written. */
interface Course {
  /** The log of one run, and nothing after it. */
  Course OF_ONE_RUN =
      new Course() {
        @Override
        public Frame shown(Frame event) {
          return event;
        }

        @Override
        public Frame cursor(long seq) {
          return Frame.cursor(String.valueOf(seq));
        }

        @Override
        public boolean asks() {
          return false;
        }

        @Override
        public Step goOn(Subscriber subscriber) {
          return Step.OVER;
        }
      };

  /** What comes after the end of a log. */
  enum Step {
    /** The subscriber follows another one. */
    ANOTHER_LOG,
    /** Nothing yet. */
    NOT_YET,
    /** Nothing, ever. */
    OVER
  }

  /** The frame of an event as a client of this stream gets it. */
  Frame shown(Frame event);

  /** Moves the client's place to the event of this number, without an event. */
  Frame cursor(long seq);

  /** Whether {@link #goOn} would ask PostgreSQL, and so may block. */
  boolean asks();

  /** Called at the end of a log, by the subscriber's own thread. */
  Step goOn(Subscriber subscriber);
}

package dev.ccrunner.demomodel;

/** Ends the handling of a request with an error answer; it never leaves the package. */
final class Refused extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient ApiError error;

  Refused(int status, String message) {
    super(message);
    error = ApiError.of(status, message);
  }

  ApiError error() {
    return error;
  }
}

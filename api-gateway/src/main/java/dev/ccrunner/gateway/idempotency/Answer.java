package dev.ccrunner.gateway.idempotency;

import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/**
 * An answer that can be given again.
 *
 * @param location of what was made; null when nothing was
 * @param json the body, byte for byte
 * @param replayed whether it is an old answer
 */
public record Answer(int status, @Nullable String location, String json, boolean replayed) {
  private static final String REPLAYED = "Idempotent-Replayed";

  /** An answer given for the first time. */
  public static Answer fresh(int status, @Nullable String location, String json) {
    return new Answer(status, location, json, false);
  }

  /** It as Spring sends it. */
  public ResponseEntity<String> toResponse() {
    var response = ResponseEntity.status(status).contentType(MediaType.APPLICATION_JSON);
    if (location != null) {
      response.header("Location", location);
    }
    if (replayed) {
      response.header(REPLAYED, "true");
    }
    return response.body(json);
  }
}

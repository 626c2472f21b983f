package dev.ccrunner.worker.broker;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the broker forwards; everything else at the provider (files, batches, accounts) is not for
 * runs.
 */
enum Route {
  MESSAGES("POST", "/v1/messages", true),
  COUNT_TOKENS("POST", "/v1/messages/count_tokens", false),
  MODELS("GET", "/v1/models(/[A-Za-z0-9][A-Za-z0-9._:@-]*)?", false);

  private final String method;
  private final Pattern path;
  private final boolean metered;

  Route(String method, String path, boolean metered) {
    this.method = method;
    this.path = Pattern.compile(path);
    this.metered = metered;
  }

  boolean isMetered() {
    return metered;
  }

  /** The path as it came, so that no encoding of it means two things. */
  static Optional<Route> of(String method, String rawPath) {
    return Arrays.stream(values())
        .filter(route -> route.method.equals(method) && route.path.matcher(rawPath).matches())
        .findFirst();
  }
}

package dev.ccrunner.worker.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/**
 * An answer of the broker's own, in the shape of the Messages API, so that Claude Code says it in
 * its own words.
 */
record AnthropicError(int status, String type, String message, Optional<Duration> retryAfter) {

  static AnthropicError unknownToken() {
    return of(
        401,
        "authentication_error",
        "This token is not known to the model broker, or its run is over");
  }

  static AnthropicError notForwarded(String method, String path) {
    return of(
        404,
        "not_found_error",
        "The model broker forwards calls to the Messages and Models API only, not "
            + method
            + " "
            + path);
  }

  static AnthropicError tooLarge(long limit) {
    return of(
        413,
        "request_too_large",
        "The request is larger than the model broker's limit of " + limit + " bytes");
  }

  static AnthropicError badRequest(String message) {
    return of(400, "invalid_request_error", message);
  }

  static AnthropicError budgetExceeded(String sentence) {
    return of(403, "permission_error", sentence + " The model broker refuses further calls.");
  }

  static AnthropicError budgetUnknown() {
    return of(
            529,
            "overloaded_error",
            "The model broker could not ask whether the budgets of this run have something left")
        .after(Duration.ofSeconds(2));
  }

  static AnthropicError tooManyCalls(int limit) {
    return of(429, "rate_limit_error", "This run already has " + limit + " model calls under way")
        .after(Duration.ofSeconds(1));
  }

  static AnthropicError busy(Duration waited) {
    return of(
            529,
            "overloaded_error",
            "The model broker had no free call for " + waited.toMillis() + " ms")
        .after(Duration.ofSeconds(2));
  }

  static AnthropicError circuitOpen(Duration openFor) {
    return of(
            529,
            "overloaded_error",
            "The provider failed too often; the model broker gives it a rest")
        .after(openFor);
  }

  static AnthropicError unreachable(String why) {
    return of(502, "api_error", "The model broker cannot reach the provider: " + why);
  }

  static AnthropicError timeout(Duration waited) {
    return of(504, "timeout_error", "The provider sent nothing for " + waited.toMillis() + " ms");
  }

  private static AnthropicError of(int status, String type, String message) {
    return new AnthropicError(status, type, message, Optional.empty());
  }

  private AnthropicError after(Duration wait) {
    return new AnthropicError(status, type, message, Optional.of(wait));
  }

  byte[] json() {
    var node = JsonMapper.shared().createObjectNode();
    node.put("type", "error");
    node.putObject("error").put("type", type).put("message", message);
    return node.toString().getBytes(UTF_8);
  }

  /** For a stream that has begun: blank lines first, should it have been cut within an event. */
  static byte[] event(String message) {
    var error = of(529, "overloaded_error", message);
    return ("\n\nevent: error\ndata: " + new String(error.json(), UTF_8) + "\n\n").getBytes(UTF_8);
  }
}

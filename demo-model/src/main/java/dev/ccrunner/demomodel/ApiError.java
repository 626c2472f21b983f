package dev.ccrunner.demomodel;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A refusal in the shape of Anthropic's errors. */
record ApiError(int status, String type, String message) {

  static ApiError of(int status, String message) {
    return new ApiError(status, typeOf(status), message);
  }

  /** What a provider would say, for faults whose script does not care. */
  static String usualMessage(int status) {
    return switch (status) {
      case 401 -> "invalid x-api-key";
      case 429 -> "This request would exceed your account's rate limit. Please try again later.";
      case 500 -> "Internal server error";
      case 529 -> "Overloaded";
      default -> "Scripted error " + status;
    };
  }

  private static String typeOf(int status) {
    return switch (status) {
      case 400 -> "invalid_request_error";
      case 401 -> "authentication_error";
      case 402 -> "billing_error";
      case 403 -> "permission_error";
      case 404 -> "not_found_error";
      case 413 -> "request_too_large";
      case 429 -> "rate_limit_error";
      case 504 -> "timeout_error";
      case 529 -> "overloaded_error";
      default -> status < 500 ? "invalid_request_error" : "api_error";
    };
  }

  ObjectNode toJson(String requestId) {
    var json = JsonNodeFactory.instance.objectNode();
    json.put("type", "error");
    json.putObject("error").put("type", type).put("message", message);
    json.put("request_id", requestId);
    return json;
  }
}

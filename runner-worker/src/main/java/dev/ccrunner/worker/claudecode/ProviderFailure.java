package dev.ccrunner.worker.claudecode;

import dev.ccrunner.run.FailureCode;
import dev.ccrunner.run.RunFailure;

/** The provider's errors as failures of a run. */
final class ProviderFailure {
  private ProviderFailure() {}

  static RunFailure of(ProviderError error) {
    return RunFailure.of(code(error.status()), error.sentence());
  }

  static FailureCode code(int status) {
    return switch (status) {
      case ProviderError.UNREACHABLE -> FailureCode.PROVIDER_UNREACHABLE;
      case 401, 403 -> FailureCode.PROVIDER_AUTH;
      case 404 -> FailureCode.MODEL_NOT_FOUND;
      case 429 -> FailureCode.PROVIDER_RATE_LIMITED;
      case 529 -> FailureCode.PROVIDER_OVERLOADED;
      default -> FailureCode.PROVIDER_ERROR;
    };
  }
}

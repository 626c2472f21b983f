package dev.ccrunner.gateway.identity;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/** One way to prove who is calling. */
public interface Credential {
  /** The caller; empty when the request does not try this way; refuses one that tries in vain. */
  Optional<Caller> caller(HttpServletRequest request);
}

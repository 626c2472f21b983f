package dev.ccrunner.gateway.limits;

import dev.ccrunner.gateway.identity.Caller;
import java.util.List;

/** A feature that has limits of its own and shows them with the others. */
@FunctionalInterface
public interface LimitSource {
  /** Those that apply to the caller. */
  List<AppliedLimit> of(Caller caller);
}

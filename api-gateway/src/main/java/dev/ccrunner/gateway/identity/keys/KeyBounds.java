package dev.ccrunner.gateway.identity.keys;

import dev.ccrunner.gateway.identity.Caller;
import dev.ccrunner.gateway.identity.Scope;
import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.FieldError;
import dev.ccrunner.gateway.problem.ProblemException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Nobody gives more than they have. A key that makes keys also hands on its own bounds: otherwise
 * one that ends tonight, or is good in one network only, could make itself a successor without
 * them.
 */
final class KeyBounds {
  private final List<FieldError> errors = new ArrayList<>();

  private KeyBounds() {}

  /**
   * Refuses terms beyond the caller's.
   *
   * @param own the terms of the key that calls; null: a person calls
   */
  static void check(Caller caller, @Nullable KeyTerms own, KeyTerms given) {
    var bounds = new KeyBounds();
    bounds.scopes(caller, own, given.scopes());
    if (own != null) {
      bounds.end(own.expiresAt(), given.expiresAt());
      bounds.addresses(own, given);
      bounds.mode(own, given);
    }
    if (!bounds.errors.isEmpty()) {
      throw ProblemException.ofFields(ErrorCode.FORBIDDEN, bounds.errors);
    }
  }

  private void scopes(Caller caller, @Nullable KeyTerms own, GivenScopes given) {
    if (given.all()) {
      if (own != null && !own.scopes().all()) {
        refuse("/scopes", "Only a key that has all scopes of its owner itself can give them on.");
      }
      return;
    }
    var beyond = EnumSet.noneOf(Scope.class);
    beyond.addAll(given.named());
    beyond.removeAll(caller.scopes());
    if (!beyond.isEmpty()) {
      refuse(
          "/scopes",
          "Expected scopes that %s has, found %s beyond them."
              .formatted(caller.actor().words(), String.join(" ", Scope.wireNames(beyond))));
    }
  }

  private void end(@Nullable Instant own, @Nullable Instant given) {
    if (own != null && (given == null || given.isAfter(own))) {
      refuse(
          "/expires_at",
          "Expected a time not after %s, when this key ends itself, found %s."
              .formatted(own, given == null ? "none" : given));
    }
  }

  private void addresses(KeyTerms own, KeyTerms given) {
    boolean within =
        own.allowed().isEmpty()
            || (!given.allowed().isEmpty()
                && given.allowed().stream()
                    .allMatch(
                        range -> own.allowed().stream().anyMatch(mine -> mine.contains(range))));
    if (!within) {
      refuse("/allowed_ips", "Expected parts of %s, as of this key.".formatted(own.allowed()));
    }
  }

  private void mode(KeyTerms own, KeyTerms given) {
    if (own.maxMode() != null
        && (given.maxMode() == null || given.maxMode().allowsMoreThan(own.maxMode()))) {
      refuse(
          "/max_permission_mode",
          "Expected at most %s, as of this key, found %s."
              .formatted(
                  own.maxMode().wireName(),
                  given.maxMode() == null ? "none" : given.maxMode().wireName()));
    }
  }

  private void refuse(String pointer, String message) {
    errors.add(new FieldError(pointer, message));
  }
}

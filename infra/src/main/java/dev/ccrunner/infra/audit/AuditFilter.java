package dev.ccrunner.infra.audit;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which entries are wanted; null: whatever it is.
 *
 * @param action exactly, or everything below it when it ends in {@code .*}, as {@code api_key.*}
 * @param from not before
 * @param to before
 */
public record AuditFilter(
    @Nullable String actor,
    @Nullable String action,
    @Nullable String target,
    @Nullable Instant from,
    @Nullable Instant to) {

  public static final AuditFilter ALL = new AuditFilter(null, null, null, null, null);
}

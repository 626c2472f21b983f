package dev.ccrunner.infra.postgres;

import org.jspecify.annotations.Nullable;

/**
 * One lease that was renewed. A lease that is missing from the answer is lost.
 *
 * @param cancelReason why the run is to be cancelled; null: it is not
 */
public record Renewal(LeaseKey key, @Nullable String cancelReason) {}

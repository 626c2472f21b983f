package dev.ccrunner.infra.postgres;

import org.jspecify.annotations.Nullable;

/**
 * One lease that was renewed, or whose run this very attempt has ended meanwhile. A lease that is
 * missing from the answer is lost.
 *
 * @param cancelReason why the run is to be cancelled; null: it is not
 * @param controls whether there are controls for the run that its worker has not taken
 */
public record Renewal(LeaseKey key, @Nullable String cancelReason, boolean controls) {}

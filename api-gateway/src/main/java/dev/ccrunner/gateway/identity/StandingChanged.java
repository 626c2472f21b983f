package dev.ccrunner.gateway.identity;

/**
 * Said in the transaction that changes what somebody may: a team's policy, a role, an account.
 * Whoever believes for a moment what was looked up forgets it when that is committed, so that the
 * gateway that was told knows at once; others do when their moment is over.
 */
public record StandingChanged() {}

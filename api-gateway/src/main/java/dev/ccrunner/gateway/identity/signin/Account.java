package dev.ccrunner.gateway.identity.signin;

import dev.ccrunner.gateway.identity.EmailAddress;
import dev.ccrunner.team.UserId;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who may sign in.
 *
 * @param passwordHash null: without a password
 * @param disabled whether the account is closed
 */
record Account(
    UserId id, EmailAddress email, String name, @Nullable String passwordHash, boolean disabled) {}

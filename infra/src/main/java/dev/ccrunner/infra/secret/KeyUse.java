package dev.ccrunner.infra.secret;

/**
 * How many secrets a version of the key wraps.
 *
 * @param available whether this process has that key
 */
public record KeyUse(int version, int secrets, boolean available) {}

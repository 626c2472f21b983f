package dev.ccrunner.infra.away;

/**
 * What a program says to a request while it waits for PostgreSQL.
 *
 * @param status of HTTP; a 503 comes with {@code Retry-After}
 * @param mediaType of the body
 * @param body one JSON value
 */
public record WaitingAnswer(int status, String mediaType, String body) {}

package dev.ccrunner.gateway.problem;

/**
 * What is wrong with one field of a body.
 *
 * @param pointer where, as a JSON pointer (RFC 6901); empty for the whole body
 * @param message what was expected and what was found
 */
public record FieldError(String pointer, String message) {}

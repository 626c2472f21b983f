package dev.ccrunner.infra.schema;

/**
 * Why a schema cannot be used.
 *
 * @param pointer where in the schema, as a JSON pointer; empty for the whole
 * @param message what was expected and what was found
 */
public record SchemaRefusal(String pointer, String message) {}

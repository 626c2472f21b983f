package dev.ccrunner.infra.secret;

/**
 * A sealed value as a row has it.
 *
 * @param kekVersion which key wraps the data key
 * @param wrappedKey the data key, wrapped
 * @param value under the data key
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Sealed(int kekVersion, byte[] wrappedKey, byte[] value) {}

package dev.ccrunner.file;

/**
 * Content that is kept in the blob store.
 *
 * @param key where it is there; begins with the team's part, and of anything that an attempt wrote
 *     holds the attempt's epoch
 * @param sha256 of the content, 64 hexadecimal digits in lower case; the last part of the key too
 * @param bytes its length
 */
public record StoredBlob(String key, String sha256, long bytes) {}

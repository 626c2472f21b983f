package dev.ccrunner.file;

/**
 * An uploaded file as a run refers to it: all that a worker needs to fetch it, as it was when the
 * run was accepted.
 *
 * @param name as it was uploaded: a plain file name without directories
 * @param mediaType as it was declared, for example {@code image/png}
 */
public record FileRef(FileId id, String name, String mediaType, StoredBlob blob) {}

package dev.ccrunner.gateway.submission;

import dev.ccrunner.file.FileId;
import org.jspecify.annotations.Nullable;

/**
 * A file for a working directory before it is looked up.
 *
 * @param path null: by its own name, or where it is unpacked the directory itself
 * @param pointer where the request names it
 */
record AskedFile(FileId file, @Nullable String path, boolean unpack, String pointer) {}

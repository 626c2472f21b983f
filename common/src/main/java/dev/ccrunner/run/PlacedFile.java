package dev.ccrunner.run;

import dev.ccrunner.file.FileRef;

/**
 * An uploaded file in a working directory.
 *
 * @param path where, relative to the directory and without {@code ..}; of an archive that is
 *     unpacked: the folder, {@code .} for the directory itself
 * @param unpack whether it is an archive (zip, tar, tar.gz) that is to be unpacked
 */
public record PlacedFile(FileRef file, String path, boolean unpack) {}

package dev.ccrunner.local.claudecode;

import java.net.URI;

/**
 * A file to download.
 *
 * @param hash what it must have
 * @param archive whether the program is inside, as {@code package/claude} of a tgz, or is the file
 */
record Artifact(URI address, ExpectedHash hash, boolean archive) {}

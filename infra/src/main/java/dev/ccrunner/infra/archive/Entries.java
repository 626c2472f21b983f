package dev.ccrunner.infra.archive;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/** The entries of an archive in their order. */
interface Entries extends Closeable {
  /** The next one; the one before it must not be used any more. Empty: that was all. */
  Optional<Entry> next() throws IOException;
}

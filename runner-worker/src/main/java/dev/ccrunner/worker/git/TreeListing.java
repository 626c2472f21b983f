package dev.ccrunner.worker.git;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What is in a commit.
 *
 * @param files files and links
 * @param submodules their commits by their paths
 * @param links the paths of symbolic links
 * @param small files that may be pointers of Git LFS: their objects by their paths; empty unless
 *     they were asked for
 */
record TreeListing(
    int files,
    long bytes,
    Map<String, String> submodules,
    List<String> links,
    Map<String, String> small) {
  private static final String SUBMODULE = "160000";
  private static final String LINK = "120000";

  /**
   * Whether a submodule would be written through a link, on a file system for which names in upper
   * and lower case are the same.
   */
  boolean isThroughALink(String path) {
    var lower = path.toLowerCase(Locale.ROOT) + "/";
    return links.stream().anyMatch(link -> lower.startsWith(link.toLowerCase(Locale.ROOT) + "/"));
  }

  /** There is more in it than anybody wants. */
  static final class TooLarge extends IOException {
    TooLarge(String message) {
      super(message);
    }
  }

  /** Takes what {@code ls-tree -r -l -z} prints, and stops it in time. */
  static final class Reader extends OutputStream {
    private static final int LONGEST = 16 * 1024;
    private final int maxFiles;
    private final long maxBytes;
    private final boolean keepsSmall;
    private final ByteArrayOutputStream entry = new ByteArrayOutputStream();
    private final Map<String, String> submodules = new LinkedHashMap<>();
    private final List<String> links = new ArrayList<>();
    private final Map<String, String> small = new LinkedHashMap<>();
    private int files;
    private long bytes;

    Reader(int maxFiles, long maxBytes, boolean keepsSmall) {
      this.keepsSmall = keepsSmall;
      this.maxFiles = maxFiles;
      this.maxBytes = maxBytes;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] chunk, int from, int length) throws IOException {
      int begin = from;
      for (int i = from; i < from + length; i++) {
        if (chunk[i] == 0) {
          entry.write(chunk, begin, i - begin);
          begin = i + 1;
          take(entry.toString(UTF_8));
          entry.reset();
        }
      }
      entry.write(chunk, begin, from + length - begin);
      if (entry.size() > LONGEST) {
        throw new TooLarge(
            "Expected paths of at most %d bytes, found a longer one.".formatted(LONGEST));
      }
    }

    /** Mode, type, object, size, a tab, and the path. */
    private void take(String text) throws IOException {
      int tab = text.indexOf('\t');
      var about = text.substring(0, tab).split(" +");
      var path = text.substring(tab + 1);
      if (about[0].equals(SUBMODULE)) {
        submodules.put(path, about[2]);
        return;
      }
      if (about[0].equals(LINK)) {
        links.add(path);
      }
      files++;
      long size = Long.parseLong(about[3]);
      bytes += size;
      if (keepsSmall && !about[0].equals(LINK) && size <= LfsPointer.LONGEST) {
        small.put(path, about[2]);
      }
      if (files > maxFiles) {
        throw new TooLarge(
            "Expected at most %d files (ccr.workspace.git.max-files), found more."
                .formatted(maxFiles));
      }
      if (bytes > maxBytes) {
        throw new TooLarge(
            "Expected files of at most %d bytes together (ccr.workspace.git.max-tree), found more."
                .formatted(maxBytes));
      }
    }

    TreeListing listing() {
      return new TreeListing(files, bytes, submodules, links, small);
    }
  }
}

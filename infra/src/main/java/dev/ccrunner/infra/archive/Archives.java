package dev.ccrunner.infra.archive;

import dev.ccrunner.infra.archive.ConfinedTree.InTheWay;
import dev.ccrunner.run.source.Parsed;
import dev.ccrunner.run.source.RelativePath;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Unpacks zip, tar and tar.gz, known by what is in them and not by their names. Archives inside of
 * archives stay packed, and so do repositories: a {@code .git} directory is a directory.
 */
public final class Archives {
  private static final int LONGEST_TARGET = 4_096;

  private final ArchiveSettings settings;

  public Archives(ArchiveSettings settings) {
    this.settings = settings;
  }

  /**
   * What was unpacked.
   *
   * @param files and links, but not directories
   */
  public record Unpacked(int files, long bytes) {}

  /**
   * Unpacks it into a folder of the tree.
   *
   * @param archive a file that nobody changes meanwhile
   * @throws ArchiveRefused when it is not what we take; what came before the bad entry is there
   */
  public Unpacked unpack(Path archive, ConfinedTree tree, RelativePath folder) throws IOException {
    var bounds = new Bounds(settings, Files.size(archive));
    try (var entries = open(archive, bounds)) {
      int files = new Unpacking(entries, tree, folder, bounds).run();
      return new Unpacked(files, bounds.bytes());
    }
  }

  private Entries open(Path archive, Bounds bounds) throws IOException {
    return switch (ArchiveFormat.of(archive)) {
      case ZIP -> ZipEntries.open(archive, settings);
      case TAR -> new TarEntries(new BufferedInputStream(Files.newInputStream(archive)), bounds);
      case TAR_GZ -> TarEntries.gzipped(archive, bounds);
      case OTHER -> throw ArchiveRefused.whole("a zip, tar or tar.gz", "something else");
    };
  }

  /** One archive on its way out. */
  private static final class Unpacking {
    private final Entries entries;
    private final ConfinedTree tree;
    private final RelativePath folder;
    private final Bounds bounds;

    /** What this archive has made so far: only among these may its links lead. */
    private final Set<RelativePath> files = new HashSet<>();

    Unpacking(Entries entries, ConfinedTree tree, RelativePath folder, Bounds bounds) {
      this.entries = entries;
      this.tree = tree;
      this.folder = folder;
      this.bounds = bounds;
    }

    /** Answers how many files and links there were. */
    int run() throws IOException {
      tree.directory(folder);
      int count = 0;
      for (var entry = next(); entry.isPresent(); entry = next()) {
        place(entry.get());
        count += entry.get().kind() == Entry.Kind.DIRECTORY ? 0 : 1;
      }
      return count;
    }

    private Optional<Entry> next() throws ArchiveRefused {
      try {
        return entries.next();
      } catch (IOException | RuntimeException e) {
        // Libraries for archives answer to some nonsense with exceptions of any kind.
        throw ArchiveRefused.broken("", e);
      }
    }

    private void place(Entry entry) throws IOException {
      var path = path(entry.name(), entry.name());
      bounds.entry(entry.name(), path.names().size());
      try {
        switch (entry.kind()) {
          case DIRECTORY -> tree.directory(inFolder(path));
          case FILE -> file(entry, path);
          case SYMBOLIC_LINK -> symbolicLink(entry, path);
          case HARD_LINK -> hardLink(entry, path);
          case SPECIAL ->
              throw ArchiveRefused.entry(
                  entry.name(), "a file, a directory or a link", "a device or the like");
        }
      } catch (InTheWay e) {
        throw ArchiveRefused.entry(entry.name(), e.expected(), e.found());
      }
    }

    private void file(Entry entry, RelativePath path) throws IOException {
      try (var in = bounds.bounded(entry.name(), open(entry));
          var out = tree.file(inFolder(path), entry.executable())) {
        var chunk = new byte[64 * 1024];
        for (int n = read(entry, in, chunk); n >= 0; n = read(entry, in, chunk)) {
          out.write(chunk, 0, n);
        }
      }
      files.add(path);
    }

    private static InputStream open(Entry entry) throws ArchiveRefused {
      try {
        return entry.content().open();
      } catch (IOException | RuntimeException e) {
        throw ArchiveRefused.broken(entry.name(), e);
      }
    }

    /** Apart from the writing: a full disk is not the archive's fault. */
    private static int read(Entry entry, InputStream in, byte[] chunk) throws ArchiveRefused {
      try {
        return in.read(chunk);
      } catch (IOException | RuntimeException e) {
        throw ArchiveRefused.broken(entry.name(), e);
      }
    }

    /**
     * Links may lead up, and then down, but not down and up again: a directory on that way could be
     * a link itself, and "up" from there is somewhere else.
     */
    private void symbolicLink(Entry entry, RelativePath path) throws IOException {
      var target = entry.target();
      if (target.isEmpty() || target.length() > LONGEST_TARGET || target.indexOf('\\') >= 0) {
        throw leadsOut(entry);
      }
      int up = path.names().size() - 1;
      boolean down = false;
      for (var name : target.split("/", -1)) {
        if (name.equals("..")) {
          up--;
          if (down || up < 0) {
            throw leadsOut(entry);
          }
        } else if (!name.equals(".") && !name.isEmpty()) {
          down = true;
        }
      }
      if (target.startsWith("/") || target.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
        throw leadsOut(entry);
      }
      tree.link(inFolder(path), target);
    }

    private void hardLink(Entry entry, RelativePath path) throws IOException {
      var target = path(entry.name(), entry.target());
      if (!files.contains(target)) {
        throw ArchiveRefused.entry(
            entry.name(), "a link to a file that comes before it", "'" + entry.target() + "'");
      }
      tree.secondName(inFolder(path), inFolder(target));
      files.add(path);
    }

    private static ArchiveRefused leadsOut(Entry entry) {
      return ArchiveRefused.entry(
          entry.name(), "a link that stays inside, like ../a/b", "'" + entry.target() + "'");
    }

    private static RelativePath path(String entry, String text) throws ArchiveRefused {
      return switch (RelativePath.parse(text)) {
        case Parsed.Valid<RelativePath>(var path) -> path;
        case Parsed.Invalid<RelativePath>(var expected, var found) ->
            throw ArchiveRefused.entry(entry, expected, found);
      };
    }

    private RelativePath inFolder(RelativePath path) {
      var names = new ArrayList<>(folder.names());
      names.addAll(path.names());
      return new RelativePath(names);
    }
  }
}

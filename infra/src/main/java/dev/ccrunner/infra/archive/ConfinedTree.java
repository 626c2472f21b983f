package dev.ccrunner.infra.archive;

import dev.ccrunner.run.source.RelativePath;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A directory in which files are placed by paths that strangers chose. Every directory on the way
 * is looked at and must be a real one, never a link; files are only created, never opened, so that
 * a link at their place is not followed either.
 *
 * <p>To look first and write then is safe because nobody else can write there meanwhile: nothing of
 * the run has been started yet.
 */
public final class ConfinedTree {
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-r--r--");
  private static final Set<PosixFilePermission> PROGRAM =
      PosixFilePermissions.fromString("rwxr-xr-x");

  private final Path root;
  private final Owner owner;

  /** Gives what was made to whom it is for. */
  @FunctionalInterface
  public interface Owner {
    /** Whoever made it keeps it. */
    Owner MAKER = _ -> {};

    /** Must not follow links. */
    void own(Path path) throws IOException;
  }

  /** Something that is not what it should be stands at a place, or on the way there. */
  public static final class InTheWay extends IOException {
    private final String expected;
    private final String found;

    InTheWay(RelativePath place, String expected, String found) {
      super("%s: expected %s, found %s".formatted(place, expected, found));
      this.expected = expected;
      this.found = found;
    }

    public String expected() {
      return expected;
    }

    public String found() {
      return found;
    }
  }

  /**
   * A tree below a directory that is there.
   *
   * @param root itself no link
   */
  public ConfinedTree(Path root, Owner owner) {
    this.root = root;
    this.owner = owner;
  }

  /** Where that is; whether anything is there has not been looked at. */
  Path at(RelativePath place) {
    return root.resolve(String.join("/", place.names()));
  }

  /** Makes a directory and those above it, as far as they are missing. */
  public Path directory(RelativePath place) throws IOException {
    Path reached = root;
    for (var name : place.names()) {
      reached = reached.resolve(name);
      switch (found(reached)) {
        case NOTHING -> {
          Files.createDirectory(reached);
          Files.setPosixFilePermissions(reached, PROGRAM);
          owner.own(reached);
        }
        case DIRECTORY -> {}
        case FILE, LINK, OTHER ->
            throw new InTheWay(place, "directories on the way", found(reached).words());
      }
    }
    return reached;
  }

  /** Creates a file in place of a file that may be there; the caller closes it. */
  public OutputStream file(RelativePath place, boolean executable) throws IOException {
    var path = free(place, true);
    var out = Files.newOutputStream(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try {
      Files.setPosixFilePermissions(path, executable ? PROGRAM : FILE);
      owner.own(path);
      return out;
    } catch (IOException e) {
      out.close();
      throw e;
    }
  }

  /** Creates a symbolic link where nothing is; where it leads is the caller's care. */
  void link(RelativePath place, String target) throws IOException {
    var path = free(place, false);
    Files.createSymbolicLink(path, Path.of(target));
    owner.own(path);
  }

  /** Gives a file another name, where nothing is. */
  void secondName(RelativePath place, RelativePath file) throws IOException {
    directory(parent(file));
    if (found(at(file)) != Found.FILE) {
      throw new InTheWay(file, "a file to link to", found(at(file)).words());
    }
    Files.createLink(free(place, false), at(file));
  }

  private Path free(RelativePath place, boolean replaceFile) throws IOException {
    if (place.isHere()) {
      throw new InTheWay(place, "a name", "none");
    }
    var path = directory(parent(place)).resolve(place.names().getLast());
    var found = found(path);
    if (found == Found.FILE && replaceFile) {
      // A file that has several names loses only this one.
      Files.delete(path);
      return path;
    }
    if (found != Found.NOTHING) {
      throw new InTheWay(place, "nothing there yet", found.words());
    }
    return path;
  }

  private static RelativePath parent(RelativePath place) {
    return new RelativePath(place.names().subList(0, place.names().size() - 1));
  }

  private enum Found {
    NOTHING("nothing"),
    FILE("a file"),
    DIRECTORY("a directory"),
    LINK("a link"),
    OTHER("something that is no file");

    private final String words;

    Found(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  private static Found found(Path path) throws IOException {
    try {
      var attributes =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (attributes.isSymbolicLink()) {
        return Found.LINK;
      }
      if (attributes.isDirectory()) {
        return Found.DIRECTORY;
      }
      return attributes.isRegularFile() ? Found.FILE : Found.OTHER;
    } catch (NoSuchFileException _) {
      return Found.NOTHING;
    }
  }
}

package dev.ccrunner.worker.git;

import dev.ccrunner.run.source.GitAddress;
import dev.ccrunner.worker.git.Mirror.Brought;
import dev.ccrunner.worker.git.RemoteRefs.Wanted;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes the {@code .git} of a workspace from a mirror. Its objects are copies: nothing that a run
 * does to them reaches the mirror or another run, and nothing of it leads out of the workspace.
 */
final class NewClone {
  private static final String REMOTE = "refs/remotes/origin/";

  /** Gives something to the run's user, without following links. */
  @FunctionalInterface
  interface Owner {
    void give(Path path) throws IOException;
  }

  private final Path mirror;
  private final GitAddress address;
  private final Wanted wanted;
  private final Brought brought;
  private final Lfs lfs;

  /**
   * Contents that come along.
   *
   * @param store null: none, and no filter either
   */
  record Lfs(@Nullable LfsStore store, Collection<LfsPointer> pointers) {
    static final Lfs NONE = new Lfs(null, List.of());
  }

  /** Of a commit that the mirror has. */
  NewClone(Path mirror, GitAddress address, Wanted wanted, Brought brought, Lfs lfs) {
    this.lfs = lfs;
    this.mirror = mirror;
    this.address = address;
    this.wanted = wanted;
    this.brought = brought;
  }

  /**
   * Makes it; the directory must not be there.
   *
   * @param others all branches and tags, if there is to be more than what was wanted
   * @param head the full name of the remote's main branch; null: it is not known
   */
  void make(Path git, @Nullable Map<String, String> others, @Nullable String head, Owner owner)
      throws IOException {
    Files.createDirectory(git);
    NewRepository.make(git, brought.commit(), config(others != null));
    copyObjects(git.resolve("objects/pack"));
    copyContents(git);
    if (Files.exists(mirror.resolve("shallow"))) {
      Files.copy(mirror.resolve("shallow"), git.resolve("shallow"));
    }
    var refs = refs(others == null ? Map.of() : others);
    NewRepository.write(git, "packed-refs", packed(refs));
    if (head != null && refs.containsKey(remote(head))) {
      NewRepository.write(git, REMOTE + "HEAD", "ref: " + remote(head) + "\n");
    }
    NewRepository.write(
        git, "HEAD", wanted.isBranch() ? "ref: " + wanted.name() + "\n" : brought.commit() + "\n");
    giveAll(git, owner);
  }

  private void copyObjects(Path packs) throws IOException {
    try (var files = Files.newDirectoryStream(mirror.resolve("objects/pack"), "pack-*")) {
      for (var file : files) {
        Files.copy(file, packs.resolve(file.getFileName()));
      }
    }
  }

  private void copyContents(Path git) throws IOException {
    var store = lfs.store();
    if (store == null) {
      return;
    }
    NewRepository.write(git, LfsFilter.FILE, LfsFilter.SCRIPT);
    var own = new LfsStore(git.resolve("lfs/objects"));
    for (var pointer : lfs.pointers()) {
      Files.createDirectories(own.at(pointer).getParent());
      Files.copy(store.at(pointer), own.at(pointer));
    }
  }

  private Map<String, String> refs(Map<String, String> others) {
    var refs = new TreeMap<String, String>();
    others.forEach((name, sha) -> refs.put(remote(name), sha));
    if (wanted.isBranch()) {
      refs.put(String.valueOf(wanted.name()), brought.commit());
      refs.put(remote(String.valueOf(wanted.name())), brought.commit());
    } else if (wanted.isTag()) {
      refs.put(String.valueOf(wanted.name()), brought.object());
    }
    return refs;
  }

  /** A branch is the remote's, a tag is everybody's. */
  private static String remote(String name) {
    return name.replaceFirst("^refs/heads/", REMOTE);
  }

  private static String packed(Map<String, String> refs) {
    var text = new StringBuilder();
    refs.forEach((name, sha) -> text.append(sha).append(' ').append(name).append('\n'));
    return text.toString();
  }

  private String config(boolean all) {
    var name = wanted.isBranch() ? wanted.shortName() : null;
    var text = new StringBuilder();
    text.append("[core]\n\tfilemode = true\n\tbare = false\n\tlogallrefupdates = true\n");
    text.append("[remote \"origin\"]\n\turl = ").append(quoted(address.toString())).append('\n');
    var what = all || name == null ? "*" : name;
    text.append("\tfetch = ")
        .append(quoted("+refs/heads/%s:%s%s".formatted(what, REMOTE, what)))
        .append('\n');
    if (name != null) {
      text.append("[branch ").append(quoted(name)).append("]\n\tremote = origin\n");
      text.append("\tmerge = ").append(quoted("refs/heads/" + name)).append('\n');
    }
    return text.append(lfs.store() == null ? "" : LfsFilter.OF_A_CLONE).toString();
  }

  /** Control characters are in no address and in no ref. */
  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  private static void giveAll(Path git, Owner owner) throws IOException {
    Files.walkFileTree(
        git,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes about)
              throws IOException {
            owner.give(folder);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes about)
              throws IOException {
            owner.give(file);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}

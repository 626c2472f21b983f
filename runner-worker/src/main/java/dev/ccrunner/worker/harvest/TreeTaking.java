package dev.ccrunner.worker.harvest;

import dev.ccrunner.worker.job.ToolExit;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Makes a tree of what a workspace holds: what a base has, with everything that has changed. Files
 * are compared by content the first time, and from then on by what the index remembers of them;
 * that counts the time of a file's last change of any kind, which no program can set back.
 */
final class TreeTaking {
  private static final String AS_BYTES = " -text !eol !crlf -ident !working-tree-encoding";

  /** Repositories below each other, beside each other: enough for people, few for mischief. */
  private static final int MOST_REPOSITORIES = 200;

  /** What git says of a name that it would not check out either. */
  private static final Pattern IGNORED = Pattern.compile("(?m)^Ignoring path (.*)$");

  private final OwnGit repository;
  private final HarvestSettings settings;
  private final String attributes;

  /**
   * One that looks there.
   *
   * @param lfs whether files of Git LFS become pointers, as they were checked out
   */
  TreeTaking(OwnGit repository, HarvestSettings settings, boolean lfs) {
    this.repository = repository;
    this.settings = settings;
    this.attributes = attributes(lfs);
  }

  /**
   * As the base was checked out: by what {@code .gitattributes} says, without any program but ours.
   * Of other filters no repository of our own knows a program.
   */
  static String attributes(boolean lfs) {
    return lfs ? "* !diff" : "* !filter !diff";
  }

  /** The tree now; {@code base} is where the index begins when there is none yet. */
  TakenTree take(GitObject base) throws HarvestFailed, InterruptedException {
    var looked = new Looked(settings.maxChanges());
    repository
        .script("look", Scripts.LOOK)
        .with(base, settings.maxFile().toBytes())
        .writing(new RecordSink(looked))
        .run("could not look through the workspace");
    if (looked.foundNothing()) {
      return new TakenTree(base, looked.leftOut(), Set.of(), false);
    }
    if (!looked.gone().isEmpty()) {
      repository
          .script("forget", Scripts.FORGET)
          .reading(names(looked.gone()))
          .writing(new RecordSink(looked))
          .run("could not note what was deleted");
    }
    return take(looked, lookBelow(looked));
  }

  /** What is in directories that are repositories themselves are files like any others. */
  private Set<FileName> lookBelow(Looked looked) throws HarvestFailed, InterruptedException {
    var seen = new TreeSet<FileName>();
    var next = List.copyOf(looked.repositories());
    while (!next.isEmpty()) {
      int room = Math.min(next.size(), MOST_REPOSITORIES - seen.size());
      next.subList(room, next.size()).forEach(looked::leaveOut);
      var asked = List.copyOf(next.subList(0, room));
      seen.addAll(asked);
      next = asked.isEmpty() ? List.of() : lookBelow(asked, looked);
    }
    return seen;
  }

  /** Answers the repositories below these. */
  private List<FileName> lookBelow(List<FileName> directories, Looked looked)
      throws HarvestFailed, InterruptedException {
    var below = new ArrayList<FileName>();
    var waiting = new ArrayDeque<>(directories);
    repository
        .script("below", Scripts.LOOK_BELOW)
        .onIndex("below.index")
        .reading(names(directories))
        .writing(
            new RecordSink(record -> {
              var name = FileName.of(record);
              if (record.length == 0) {
                waiting.pop();
              } else if (name.raw().endsWith("/")) {
                below.add(name.withoutSlash().under(waiting.getFirst()));
              } else {
                looked.take(name.under(waiting.getFirst()));
              }
            }))
        .run("could not look into the repositories in the workspace");
    return below;
  }

  private TakenTree take(Looked looked, Set<FileName> repositories)
      throws HarvestFailed, InterruptedException {
    var printed = new ByteArrayOutputStream();
    var exit = take(looked, attributes, printed);
    var asBytes = exit.end() == ToolExit.End.ITSELF && exit.code() != 0;
    if (asBytes) {
      // An encoding that does not fit its file ends git; then nothing is converted at all.
      printed.reset();
      exit = take(looked, attributes + AS_BYTES, printed);
    }
    if (!exit.good()) {
      throw new HarvestFailed(
          "could not take the files: "
              + switch (exit.end()) {
                case ITSELF -> exit.stderr().strip();
                case TIME_UP -> "it took too long";
                case UNWANTED -> "it was not wanted any more";
              });
    }
    var leftOut = new TreeSet<>(looked.leftOut());
    IGNORED
        .matcher(exit.stderr())
        .results()
        .forEach(found -> leftOut.add(FileName.ofText(found.group(1))));
    var tree = new GitObject(printed.toString(StandardCharsets.ISO_8859_1).strip());
    return new TakenTree(tree, leftOut, repositories, asBytes);
  }

  private ToolExit take(Looked looked, String how, ByteArrayOutputStream printed)
      throws HarvestFailed, InterruptedException {
    return repository
        .script("take", Scripts.TAKE)
        .with(how)
        .reading(names(looked.toTake()))
        .writing(printed)
        .tried();
  }

  private static InputStream names(Collection<FileName> names) {
    var all = new ByteArrayOutputStream();
    for (var name : names) {
      all.writeBytes(name.bytes());
      all.write(0);
    }
    return new ByteArrayInputStream(all.toByteArray());
  }
}

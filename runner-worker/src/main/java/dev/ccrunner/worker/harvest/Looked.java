package dev.ccrunner.worker.harvest;

import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a look at the workspace found. It takes the records of {@link Scripts#LOOK} one after the
 * other, and knows what each of them means for the tree.
 */
final class Looked implements RecordSink.Receiver {
  private static final String GITLINK = "160000";
  private static final String NOTHING = "000000";

  private final int most;
  private final Map<FileName, Character> unfit = new HashMap<>();
  private final Set<FileName> gone = new LinkedHashSet<>();
  private final Set<FileName> toTake = new LinkedHashSet<>();
  private final Set<FileName> repositories = new LinkedHashSet<>();
  private final Set<FileName> leftOut = new TreeSet<>();
  private int section;
  private boolean newIndex;
  private @Nullable RawChange change;

  /**
   * @param most how many changes there may be
   */
  Looked(int most) {
    this.most = most;
  }

  @Override
  public void record(byte[] record) throws IOException {
    if (record.length == 0) {
      section++;
      return;
    }
    var text = FileName.of(record).raw();
    switch (section) {
      case 0 -> ofAll(text);
      case 1 -> ofTree(text);
      default -> ofNew(new FileName(text));
    }
    bound(unfit.size() / 4);
    bound(gone.size() + toTake.size() + repositories.size());
  }

  private void bound(int found) throws IOException {
    if (found > most) {
      throw new IOException("more than %d files have changed".formatted(most));
    }
  }

  private void ofAll(String text) {
    if (text.equals("n")) {
      newIndex = true;
    } else {
      unfit.put(new FileName(text.substring(1)), text.charAt(0));
    }
  }

  /** Such as {@code :100644 100644 SHA SHA M}, and then the name. */
  private void ofTree(String text) {
    var seen = change;
    if (seen == null) {
      change = RawChange.of(text);
      return;
    }
    var name = new FileName(text);
    change = null;
    var kind = unfit.get(name);
    if (kind != null && kind == 'f') {
      leftOut.add(name);
    } else if (kind != null) {
      leftOut.add(name);
      gone.add(name);
    } else if (seen.newMode().equals(NOTHING) || isRepositoryInPlaceOfAFile(seen)) {
      gone.add(name);
    } else {
      toTake.add(name);
    }
  }

  private static boolean isRepositoryInPlaceOfAFile(RawChange change) {
    return change.newMode().equals(GITLINK) && !change.oldMode().equals(GITLINK);
  }

  private void ofNew(FileName name) throws IOException {
    if (name.raw().endsWith("/")) {
      repositories.add(name.withoutSlash());
    } else {
      take(name);
    }
  }

  /** Something new, unless it is too large. */
  void take(FileName name) throws IOException {
    if (unfit.containsKey(name)) {
      leftOut.add(name);
    } else {
      toTake.add(name);
    }
    bound(toTake.size());
  }

  void leaveOut(FileName name) {
    leftOut.add(name);
  }

  /** Of the tree, and not there any more. */
  Set<FileName> gone() {
    return gone;
  }

  /** New or changed. */
  Set<FileName> toTake() {
    return toTake;
  }

  /** Directories with a repository of their own, whose files are not in {@link #toTake}. */
  Set<FileName> repositories() {
    return repositories;
  }

  /** What has changed and will not be in the tree. */
  Set<FileName> leftOut() {
    return leftOut;
  }

  /** Whether the workspace is as the tree that was looked from. */
  boolean foundNothing() {
    return newIndex && gone.isEmpty() && toTake.isEmpty() && repositories.isEmpty();
  }
}

package dev.ccrunner.worker.harvest;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Which files of a workspace become artifacts: what the patterns name, within the bounds. */
final class Choice {
  /** A file and its length. */
  record Chosen(FileName name, long bytes) {}

  private static final int LONGEST_NAME = 1000;

  private final List<Glob> globs;
  private final Set<FileName> also;
  private final HarvestSettings settings;
  private final List<Chosen> files = new ArrayList<>();
  private final List<FileName> tooLarge = new ArrayList<>();
  private long bytes;
  private long noRoom;

  /**
   * What these say.
   *
   * @param also files that no pattern need name
   */
  Choice(List<Glob> globs, Set<FileName> also, HarvestSettings settings) {
    this.also = Set.copyOf(also);
    this.globs = List.copyOf(globs);
    this.settings = settings;
  }

  /** Takes a line such as {@code 12 name}. */
  void consider(String line) throws IOException {
    int space = line.indexOf(' ');
    if (space < 1) {
      throw new IOException("Expected a length and a name, found " + line);
    }
    var name = new FileName(line.substring(space + 1));
    var text = name.text();
    if (!also.contains(name) && globs.stream().noneMatch(glob -> glob.matches(text))) {
      return;
    }
    long length = Long.parseLong(line.substring(0, space));
    if (text.length() > LONGEST_NAME || length > settings.maxArtifact().toBytes()) {
      if (tooLarge.size() < settings.maxArtifacts()) {
        tooLarge.add(name);
      }
    } else if (files.size() >= settings.maxArtifacts()
        || bytes + length > settings.maxArtifactsTotal().toBytes()) {
      noRoom++;
    } else {
      files.add(new Chosen(name, length));
      bytes += length;
    }
  }

  List<Chosen> files() {
    return List.copyOf(files);
  }

  /** What is left out, and why. */
  void tell(Bringing bringing) throws InterruptedException {
    if (!tooLarge.isEmpty()) {
      bringing.noArtifacts(
          "larger than ccr.worker.outputs.max-artifact (%s), or with a name of more than %d characters: %s"
              .formatted(settings.maxArtifact(), LONGEST_NAME, bringing.some(tooLarge)));
    }
    if (noRoom > 0) {
      bringing.noArtifacts(
          "%d more would be past ccr.worker.outputs.max-artifacts (%d) or max-artifacts-total (%s)"
              .formatted(noRoom, settings.maxArtifacts(), settings.maxArtifactsTotal()));
    }
  }
}

package dev.ccrunner.worker.git;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A tree that is to become a commit on a branch.
 *
 * @param url of the repository
 * @param credential null: nobody signs in there
 * @param branch its short name
 * @param base the commit that the tree was made from
 * @param tree its name
 * @param message of the commit, without trailers
 * @param run that made it; the commit's last lines name it
 * @param session of the run: what its earlier runs have pushed is gone on from; null: none
 * @param large files of Git LFS in it that the remote may not have
 * @param objects the base, its tree and the tree, as a pack; asked for once
 */
public record PushOrder(
    String url,
    @Nullable GitCredential credential,
    String branch,
    String base,
    String tree,
    Author author,
    String message,
    String run,
    @Nullable String session,
    List<Large> large,
    Objects objects,
    Duration atMost,
    BooleanSupplier unless) {

  /** Whose commit it is. */
  public record Author(String name, String email) {}

  /** A content that Git LFS keeps; asked for once, if at all. */
  public record Large(String path, LfsPointer pointer, Objects content) {}

  /** Where a pack comes from, or a content. */
  @FunctionalInterface
  public interface Objects {
    InputStream open() throws IOException;
  }

  /** The lines by which the service knows its own commits. */
  String trailers() {
    return CommitText.RUN
        + ": "
        + run
        + "\n"
        + (session == null ? "" : CommitText.SESSION + ": " + session + "\n");
  }
}

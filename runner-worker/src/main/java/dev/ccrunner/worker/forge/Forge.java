package dev.ccrunner.worker.forge;

/** Where repositories live and changes are talked about. */
interface Forge {
  /**
   * Opens a request to merge a branch into another one; there may be one already, and then that is
   * the answer: asking twice is asking once.
   *
   * @throws ForgeRefused when there is none afterwards
   */
  PullRequest open(PullRequestRequest request) throws ForgeRefused, InterruptedException;
}

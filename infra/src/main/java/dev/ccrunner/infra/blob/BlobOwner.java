package dev.ccrunner.infra.blob;

import dev.ccrunner.infra.postgres.LeaseKey;
import dev.ccrunner.team.TeamId;

/** Who writes content, and by that where it lies. */
public sealed interface BlobOwner {
  /** Whose quota it counts for. */
  TeamId teamId();

  /** The first part of the key, to which the content's hash is added. */
  String prefix();

  /** A team itself: an upload, an import. */
  record Team(TeamId teamId) implements BlobOwner {
    @Override
    public String prefix() {
      return teamId + "/files/";
    }
  }

  /**
   * An attempt. The epoch is in the key, so that an attempt that has lost its lease can write
   * beside the next one's contents, and not over them.
   */
  record Attempt(LeaseKey key) implements BlobOwner {
    @Override
    public TeamId teamId() {
      return key.teamId();
    }

    @Override
    public String prefix() {
      return "%s/runs/%s/%d/".formatted(key.teamId(), key.runId(), key.epoch());
    }
  }
}

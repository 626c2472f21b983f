package dev.ccrunner.worker.harvest;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How much a run may bring home.
 *
 * @param patchTimeout how long it may take to find out what has changed and to write the patch
 * @param afterCancel how long patch and artifacts may still take once the run is cancelled
 * @param maxPatch the largest patch; past it there is none, and the run's log says so
 * @param maxFile a changed file that is larger is left out of the patch, and named in the log
 * @param maxChanges how many files may have changed; past it there is no patch
 * @param shownChanges how many changed files are listed by name with the run, and how many are told
 *     of by an event
 * @param artifactsTimeout how long it may take to find and store the artifacts
 * @param maxArtifacts how many files of a run are kept as artifacts
 * @param maxArtifact the largest artifact
 * @param maxArtifactsTotal all artifacts of a run together
 */
@ConfigurationProperties("ccr.worker.outputs")
public record HarvestSettings(
    @DefaultValue("5m") Duration patchTimeout,
    @DefaultValue("1m") Duration afterCancel,
    @DefaultValue("100MB") DataSize maxPatch,
    @DefaultValue("50MB") DataSize maxFile,
    @DefaultValue("200000") int maxChanges,
    @DefaultValue("500") int shownChanges,
    @DefaultValue("10m") Duration artifactsTimeout,
    @DefaultValue("1000") int maxArtifacts,
    @DefaultValue("512MB") DataSize maxArtifact,
    @DefaultValue("2GB") DataSize maxArtifactsTotal) {

  public HarvestSettings {
    positive("patch-timeout", patchTimeout.toMillis(), patchTimeout);
    positive("after-cancel", afterCancel.toMillis(), afterCancel);
    positive("max-patch", maxPatch.toBytes(), maxPatch);
    positive("max-file", maxFile.toBytes(), maxFile);
    positive("max-changes", maxChanges, maxChanges);
    positive("artifacts-timeout", artifactsTimeout.toMillis(), artifactsTimeout);
    positive("max-artifact", maxArtifact.toBytes(), maxArtifact);
    positive("max-artifacts-total", maxArtifactsTotal.toBytes(), maxArtifactsTotal);
    if (shownChanges < 0 || maxArtifacts < 0) {
      throw new IllegalArgumentException(
          "ccr.worker.outputs.shown-changes and max-artifacts: expected 0 or more, found %d and %d"
              .formatted(shownChanges, maxArtifacts));
    }
  }

  private static void positive(String name, long value, Object found) {
    if (value <= 0) {
      throw new IllegalArgumentException(
          "ccr.worker.outputs.%s: expected more than 0, found %s".formatted(name, found));
    }
  }
}

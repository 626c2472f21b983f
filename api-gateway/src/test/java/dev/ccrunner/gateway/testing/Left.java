package dev.ccrunner.gateway.testing;

import dev.ccrunner.file.ArtifactId;
import dev.ccrunner.infra.blob.BlobOwner;
import dev.ccrunner.infra.blob.BlobRefused;
import dev.ccrunner.infra.blob.Blobs;
import dev.ccrunner.infra.ids.TimeOrderedIds;
import dev.ccrunner.infra.postgres.LeaseKey;
import dev.ccrunner.infra.postgres.RunOutput;
import dev.ccrunner.infra.postgres.StoredOutputs;
import dev.ccrunner.run.RunId;
import dev.ccrunner.team.TeamId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Leaves behind what a run would, as a worker does it. */
public final class Left {
  private Left() {}

  /** An artifact of that run. */
  public static ArtifactId artifact(
      TestGateway gateway, Tenant tenant, String run, String path, String content) {
    return output(gateway, tenant, run, RunOutput.Kind.ARTIFACT, path, "text/plain", content, null);
  }

  /** Anything of that run. */
  public static ArtifactId output(
      TestGateway gateway,
      Tenant tenant,
      String run,
      RunOutput.Kind kind,
      String name,
      String mediaType,
      String content,
      @Nullable Duration keptFor) {
    var team = TeamId.parse(tenant.id()).orElseThrow();
    var id = RunId.parse(run).orElseThrow();
    try {
      var blob =
          gateway
              .bean(Blobs.class)
              .keep(
                  new BlobOwner.Attempt(new LeaseKey(team, id, 1)),
                  new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8)),
                  Long.MAX_VALUE);
      var output =
          new RunOutput(
              new ArtifactId(TimeOrderedIds.next()), kind, name, mediaType, blob, keptFor);
      gateway.bean(StoredOutputs.class).insert(team, id, List.of(output));
      return output.id();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (BlobRefused e) {
      throw new AssertionError(e);
    }
  }
}

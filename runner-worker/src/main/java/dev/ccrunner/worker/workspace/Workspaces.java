package dev.ccrunner.worker.workspace;

import dev.ccrunner.infra.away.Patiently;
import dev.ccrunner.infra.time.Ticker;
import dev.ccrunner.run.FailureCode;
import dev.ccrunner.run.GitSource;
import dev.ccrunner.run.WorkspaceSpec;
import dev.ccrunner.run.source.Parsed;
import dev.ccrunner.run.source.RelativePath;
import dev.ccrunner.secret.SecretId;
import dev.ccrunner.team.TeamId;
import dev.ccrunner.worker.git.GitCredential;
import dev.ccrunner.worker.git.GitFailed;
import dev.ccrunner.worker.git.Repositories;
import dev.ccrunner.worker.git.Repositories.Cloned;
import dev.ccrunner.worker.job.Job;
import dev.ccrunner.worker.job.JobEvents;
import dev.ccrunner.worker.job.JobRefused;
import dev.ccrunner.worker.job.PreparedWorkspace;
import dev.ccrunner.worker.job.PreparedWorkspace.BaseCommit;
import dev.ccrunner.worker.job.WorkspaceSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/** Empty, or with a repository, or with files, or with files on top of a repository. */
final class Workspaces implements WorkspaceSource {
  private static final Logger log = LoggerFactory.getLogger(Workspaces.class);
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Repositories repositories;
  private final Opener credentials;
  private final PlacedFiles files;
  private final Ticker ticker;

  /** Opens a team's secret of kind git. */
  @FunctionalInterface
  interface Opener {
    GitCredential open(TeamId team, SecretId secret) throws GitFailed;
  }

  Workspaces(Repositories repositories, Opener credentials, PlacedFiles files, Ticker ticker) {
    this.repositories = repositories;
    this.credentials = credentials;
    this.files = files;
    this.ticker = ticker;
  }

  @Override
  public PreparedWorkspace prepare(Job job, JobEvents events, BooleanSupplier unless)
      throws JobRefused, InterruptedException {
    long begun = ticker.nanos();
    var spec = job.lease().workspace();
    try {
      var git = spec.git();
      var cloned = git == null ? null : cloned(job, git, unless);
      int placed = files.place(job, spec.files(), unless);
      var folder = git == null || git.path() == null ? RelativePath.HERE : folder(job, git.path());
      long millis = Duration.ofNanos(ticker.nanos() - begun).toMillis();
      return new PreparedWorkspace(
          folder.isHere() ? "" : folder.toString(),
          cloned == null ? null : base(cloned),
          data(job, spec, folder, cloned, placed, millis));
    } catch (GitFailed e) {
      throw new JobRefused(e.code(), String.valueOf(e.getMessage()));
    } catch (IOException e) {
      log.error("The workspace could not be made", e);
      throw new JobRefused(FailureCode.WORKSPACE_FAILED, "The worker failed: " + e + ".");
    }
  }

  private Cloned cloned(Job job, GitSource git, BooleanSupplier unless)
      throws GitFailed, IOException, InterruptedException {
    var secret = git.secret();
    return repositories.cloneInto(
        job, git, secret == null ? null : opened(job, secret, unless), unless);
  }

  /** Waits for PostgreSQL, like whoever opens the other secrets. */
  private GitCredential opened(Job job, SecretId secret, BooleanSupplier unless)
      throws GitFailed, InterruptedException {
    return Patiently.ask(
            "Opening the repository's secret",
            unless,
            () -> credentials.open(job.lease().key().teamId(), secret))
        .orElseThrow(() ->
            new GitFailed(FailureCode.SECRET_UNAVAILABLE, "Stopped before the secret was opened."));
  }

  /** Where Claude Code starts. No link may lead it, or the worker, elsewhere. */
  private static RelativePath folder(Job job, String text) throws JobRefused {
    if (!(RelativePath.parse(text) instanceof Parsed.Valid<RelativePath>(var path))) {
      throw new JobRefused(
          FailureCode.PATH_NOT_FOUND, RelativePath.parse(text).refusal().orElseThrow());
    }
    var reached = job.workspace();
    for (var name : path.names()) {
      reached = reached.resolve(name);
      if (!Files.isDirectory(reached, LinkOption.NOFOLLOW_LINKS)) {
        throw new JobRefused(
            FailureCode.PATH_NOT_FOUND,
            "Expected the folder %s in the repository, found %s."
                .formatted(
                    path,
                    Files.exists(reached, LinkOption.NOFOLLOW_LINKS)
                        ? "a file or a link there"
                        : "none"));
      }
    }
    return path;
  }

  private static BaseCommit base(Cloned cloned) {
    return new BaseCommit(cloned.url(), cloned.ref(), cloned.commit(), ".git");
  }

  private static String data(
      Job job,
      WorkspaceSpec spec,
      RelativePath folder,
      @Nullable Cloned cloned,
      int placed,
      long millis) {
    var inside = job.inside().workspace();
    var data =
        JSON.createObjectNode()
            .put("kind", cloned != null ? "git" : spec.files().isEmpty() ? "empty" : "files")
            .put("path", folder.isHere() ? inside.toString() : inside + "/" + folder);
    if (cloned != null) {
      data.putObject("git")
          .put("url", cloned.url())
          .put("ref", cloned.ref())
          .put("commit", cloned.commit())
          .put("base_sha", cloned.commit())
          .put("files", cloned.files())
          .put("submodules", cloned.submodules())
          .put("cache_hit", cloned.known());
    }
    return data.put("files_count", placed).put("setup_ms", millis).toString();
  }
}

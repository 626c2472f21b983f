package dev.ccrunner.gateway.submission;

import dev.ccrunner.gateway.web.DurationText;
import dev.ccrunner.gateway.web.Fields;
import dev.ccrunner.run.GitSource;
import dev.ccrunner.run.WorkspaceSpec;
import dev.ccrunner.run.WorkspaceSpec.Keep;
import dev.ccrunner.run.source.GitAddress;
import dev.ccrunner.run.source.RefName;
import dev.ccrunner.run.source.RelativePath;
import dev.ccrunner.secret.SecretId;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The field {@code workspace}, as it came. */
@Schema(
    name = "RunWorkspace",
    additionalProperties = Schema.AdditionalPropertiesValue.FALSE,
    description =
        "What the run works in; an empty directory when absent. In a session, only its first run"
            + " says so: those after it find what the one before them left.")
public record WorkspaceRequest(
    @Nullable Git git,
    @ArraySchema(
            arraySchema =
                @Schema(
                    description = "Uploaded files, put into the directory after the repository."),
            schema = @Schema(oneOf = {String.class, PlacedFileRequest.class}))
        @Nullable List<PlacedFileRequest> files,
    @Schema(
            allowableValues = {"never", "on_failure", "always"},
            defaultValue = "never",
            description =
                "When the directory outlives the run, so that a session can be begun from it.")
        @Nullable String keep,
    @Schema(
            type = "string",
            pattern = RunSubmission.DURATION,
            description = "For how long; as long as the installation says when absent.",
            example = "7d")
        @Nullable Duration keepFor) {

  static final int ALL = 0;
  private static final String AT = "/workspace";
  private static final int DEFAULT_DEPTH = 1;
  private static final Duration SHORTEST_KEEP = Duration.ofMinutes(1);

  /** A repository to work in. */
  @Schema(name = "RunGitSource", additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
  public record Git(
      @Schema(
              description = "https, ssh, or user@host:path; never with a credential in it.",
              example = "https://git.example.org/team/project.git")
          @Nullable String url,
      @Schema(
              description = "A branch, a tag or a commit; the remote's HEAD when absent.",
              example = "main")
          @Nullable String ref,
      @Schema(
              minimum = "0",
              defaultValue = "1",
              description = "How many commits of history there are; 0: all of them.")
          @Nullable Integer depth,
      @Schema(description = "The folder to work in; the repository's root when absent.")
          @Nullable String path,
      @Schema(defaultValue = "false") @Nullable Boolean submodules,
      @Schema(
              defaultValue = "false",
              description = "Whether files of Git LFS are fetched; over https only.")
          @Nullable Boolean lfs,
      @Schema(
              description = "Id of a secret of the kind git that may be sent to this host.",
              example = "sec_01kb3xw6q8e0fb2a3c4d5e6f7g")
          @Nullable String secret) {}

  /**
   * What was decided, but for the files, which have to be looked up.
   *
   * @param spec without files
   */
  record Decided(WorkspaceSpec spec, List<AskedFile> files) {}

  /** Reads the field of a run, or of a session; null when there is none. */
  public static @Nullable WorkspaceRequest read(Fields run) {
    boolean asked = run.hasValue("workspace");
    Fields workspace = run.object("workspace");
    boolean fromGit = workspace.hasValue("git");
    Fields git = workspace.object("git");
    // Read whether they are there or not: what was never read does not exist.
    var source =
        new Git(
            git.text("url"),
            git.text("ref"),
            git.integer("depth"),
            git.text("path"),
            git.flag("submodules"),
            git.flag("lfs"),
            git.text("secret"));
    var form =
        new WorkspaceRequest(
            fromGit ? source : null,
            PlacedFileRequest.read(workspace),
            workspace.text("keep"),
            workspace.duration("keep_for"));
    return asked ? form : null;
  }

  static Decided decide(
      @Nullable WorkspaceRequest asked, WorkspaceSettings settings, Objections objections) {
    if (asked == null) {
      return new Decided(WorkspaceSpec.EMPTY, List.of());
    }
    GitSource git = asked.git == null ? null : git(asked.git, settings, objections);
    var placed = asked.files == null ? List.<PlacedFileRequest>of() : asked.files;
    objections.checkCount(AT + "/files", placed.size(), settings.maxFiles());
    var files = new ArrayList<AskedFile>();
    for (int i = 0; i < placed.size() && i < settings.maxFiles(); i++) {
      placed.get(i).decide(AT + "/files/" + i, objections).ifPresent(files::add);
    }
    Keep keep = keep(asked.keep, objections);
    keepFor(keep, asked.keepFor, settings, objections);
    return new Decided(new WorkspaceSpec(git, List.of(), keep, asked.keepFor), files);
  }

  /** Whether it says anything of what is in the directory, and not only how long it stays. */
  boolean bringsContent() {
    return git != null || (files != null && !files.isEmpty());
  }

  private static GitSource git(Git asked, WorkspaceSettings settings, Objections objections) {
    String at = AT + "/git";
    if (asked.url == null) {
      objections.missing(at + "/url", "the address of a repository");
    }
    var address =
        asked.url == null
            ? Optional.<GitAddress>empty()
            : objections.read(at + "/url", GitAddress.parse(asked.url));
    boolean lfs = Boolean.TRUE.equals(asked.lfs);
    if (lfs && address.filter(found -> found.way() == GitAddress.Way.SSH).isPresent()) {
      objections.refuse(
          at + "/lfs",
          "Expected false for a repository over SSH, for files of Git LFS are fetched over https only, found true.");
    }
    String ref =
        asked.ref == null
            ? null
            : objections
                .read(at + "/ref", RefName.parse(asked.ref))
                .map(RefName::value)
                .orElse(null);
    int depth = asked.depth == null ? DEFAULT_DEPTH : asked.depth;
    objections.checkNumber(at + "/depth", depth, ALL, settings.maxDepth());
    Optional<RelativePath> path =
        asked.path == null
            ? Optional.empty()
            : objections.read(at + "/path", RelativePath.parse(asked.path));
    SecretId secret =
        asked.secret == null
            ? null
            : SecretsRequest.id(at + "/secret", asked.secret, objections).orElse(null);
    return new GitSource(
        address.map(GitAddress::toString).orElse(""),
        ref,
        depth,
        path.filter(found -> !found.isHere()).map(RelativePath::toString).orElse(null),
        Boolean.TRUE.equals(asked.submodules),
        lfs,
        secret);
  }

  private static Keep keep(@Nullable String asked, Objections objections) {
    return switch (asked) {
      case null -> Keep.NEVER;
      case "never" -> Keep.NEVER;
      case "on_failure" -> Keep.ON_FAILURE;
      case "always" -> Keep.ALWAYS;
      default -> {
        objections.refuse(
            AT + "/keep", "Expected one of never, on_failure, always, found another word.");
        yield Keep.NEVER;
      }
    };
  }

  private static void keepFor(
      Keep keep, @Nullable Duration asked, WorkspaceSettings settings, Objections objections) {
    if (asked == null) {
      return;
    }
    if (keep == Keep.NEVER) {
      objections.refuse(
          AT + "/keep_for", "Expected keep to be on_failure or always beside it, found never.");
    }
    if (asked.compareTo(SHORTEST_KEEP) < 0 || asked.compareTo(settings.maxKeepFor()) > 0) {
      objections.refuse(
          AT + "/keep_for",
          "Expected a duration from %s to %s, found %s."
              .formatted(
                  DurationText.format(SHORTEST_KEEP),
                  DurationText.format(settings.maxKeepFor()),
                  DurationText.format(asked)));
    }
  }
}

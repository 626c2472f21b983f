package dev.ccrunner.gateway.submission;

import dev.ccrunner.gateway.web.DurationText;
import dev.ccrunner.run.ContentPart;
import dev.ccrunner.run.GitSource;
import dev.ccrunner.run.WorkspaceSpec;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a run would be told and what it would find, as the answer to a trial shows it. */
final class ResolvedContent {
  private ResolvedContent() {}

  /** A part of the prompt. */
  @Schema(name = "ResolvedRunContentPart")
  record Part(
      String type,
      @Nullable String text,
      @Nullable String fileId,
      @Schema(description = "Of what came inside the request.") @Nullable String mediaType,
      @Schema(description = "Of what came inside the request.") @Nullable Long bytes,
      @Nullable String title) {}

  /** The working directory. */
  @Schema(name = "ResolvedRunWorkspace")
  record Workspace(
      @Nullable Git git,
      List<PlacedFile> files,
      String keep,
      @Schema(description = "Null: as long as the installation says.") @Nullable String keepFor) {}

  /** A repository in it. */
  @Schema(name = "ResolvedRunGitSource")
  record Git(
      String url,
      @Nullable String ref,
      int depth,
      @Nullable String path,
      boolean submodules,
      boolean lfs,
      @Nullable String secret) {
    static Git of(GitSource git) {
      return new Git(
          git.url(),
          git.ref(),
          git.depth(),
          git.path(),
          git.submodules(),
          git.lfs(),
          git.secret() == null ? null : git.secret().toString());
    }
  }

  /** An uploaded file in it. */
  @Schema(name = "ResolvedRunPlacedFile")
  record PlacedFile(
      String id,
      @Schema(description = "Null: by its own name, or the directory itself.")
          @Nullable String path,
      boolean unpack) {}

  static List<Part> parts(List<AskedPart> parts) {
    return parts.stream().map(ResolvedContent::part).toList();
  }

  private static Part part(AskedPart part) {
    return switch (part) {
      case AskedPart.Words(var text) -> new Part("text", text, null, null, null, null);
      case AskedPart.Uploaded(var type, var file, var title, _) ->
          new Part(name(type), null, file.toString(), null, null, title);
      case AskedPart.Inline(var type, var mediaType, var bytes, var title, _) ->
          new Part(name(type), null, null, mediaType, (long) bytes.length, title);
    };
  }

  private static String name(ContentPart.Type type) {
    return type.name().toLowerCase(Locale.ROOT);
  }

  static Workspace workspace(WorkspaceSpec spec, List<AskedFile> files) {
    return new Workspace(
        spec.git() == null ? null : Git.of(spec.git()),
        files.stream()
            .map(file -> new PlacedFile(file.file().toString(), file.path(), file.unpack()))
            .toList(),
        spec.keep().name().toLowerCase(Locale.ROOT),
        spec.keepFor() == null ? null : DurationText.format(spec.keepFor()));
  }
}

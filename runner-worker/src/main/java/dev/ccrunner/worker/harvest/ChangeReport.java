package dev.ccrunner.worker.harvest;

import dev.ccrunner.infra.postgres.RunOutput;
import dev.ccrunner.worker.harvest.ChangedFile.Kind;
import dev.ccrunner.worker.masking.SecretMask;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A change in the words of the API, with secrets masked in names. */
final class ChangeReport {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final SecretMask mask;
  private final int shown;

  /**
   * @param shown how many files are listed at most
   */
  ChangeReport(SecretMask mask, int shown) {
    this.mask = mask;
    this.shown = shown;
  }

  /** A run's {@code git}. */
  ObjectNode of(Baseline baseline, @Nullable String ref, Patch patch) {
    var git = JSON.createObjectNode();
    git.put("base_sha", baseline.commit() == null ? null : baseline.commit().hex());
    git.put("ref", ref);
    git.put("tree_sha", patch.taken().tree().hex());
    var diffstat = git.putObject("diffstat");
    diffstat.put("files", patch.files().size());
    diffstat.put("insertions", patch.insertions());
    diffstat.put("deletions", patch.deletions());
    var changed = git.putArray("changed");
    patch.files().stream().limit(shown).forEach(file -> changed.add(of(file)));
    var leftOut = git.putArray("left_out");
    patch.taken().leftOut().stream().limit(shown).forEach(name -> leftOut.add(name.shown(mask)));
    return mask.mask(git);
  }

  private ObjectNode of(ChangedFile file) {
    var node = JSON.createObjectNode();
    node.put("path", file.name().shown(mask));
    node.put("kind", wireName(file.kind()));
    if (file.from() != null) {
      node.put("from", file.from().shown(mask));
    }
    node.put("insertions", file.insertions());
    node.put("deletions", file.deletions());
    return node;
  }

  /**
   * The data of {@code file.changed} for a change that no tool has told of.
   *
   * @param path as Claude Code names it
   */
  String event(ChangedFile file, String path) {
    var data = of(file);
    data.put("path", path);
    data.putNull("tool_use_id");
    data.putNull("parent_tool_use_id");
    return mask.mask(data).toString();
  }

  /** The data of a {@code log} event. */
  String log(String level, String source, String message) {
    var data =
        JSON.createObjectNode().put("level", level).put("source", source).put("message", message);
    return mask.mask(data).toString();
  }

  /** The data of {@code artifact.created}; its name is masked already. */
  String artifact(RunOutput artifact) {
    return JSON.createObjectNode()
        .put("artifact_id", artifact.id().toString())
        .put("name", artifact.name())
        .put("media_type", artifact.mediaType())
        .put("bytes", artifact.blob().bytes())
        .put("sha256", artifact.blob().sha256())
        .toString();
  }

  private static String wireName(Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }
}

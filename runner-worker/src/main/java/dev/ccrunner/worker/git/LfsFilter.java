package dev.ccrunner.worker.git;

/**
 * What git calls for files of Git LFS, in the place of Git LFS' own program: the file for the
 * pointer when files are written, the pointer for the file when they are taken. It asks nobody; the
 * contents are fetched before and pushed afterwards, by the courier.
 */
public final class LfsFilter {
  /** Its file, beside the contents in {@code objects}. */
  public static final String FILE = "lfs/filter";

  /**
   * For {@code /bin/sh}. {@code $1}: {@code smudge}, {@code clean}, or {@code name}, which is clean
   * without keeping the content; {@code $2}: the file's path. A pointer whose content is not here
   * stays one. What was never given to Git LFS although {@code .gitattributes} asks for it is left
   * alone until it changes: else it would seem to have changed.
   */
  public static final String SCRIPT =
      """
      set -eu
      objects=${0%/*}/objects
      head='version https://git-lfs.github.com/spec/v1'
      content=$(mktemp)
      trap 'rm -f "$content"' EXIT
      cat > "$content"
      size=$(wc -c < "$content")
      pointer=
      if [ "$size" -le 1024 ] && [ "$(head -n 1 "$content" | tr -d '\\0')" = "$head" ]; then
        pointer=$(sed -n 's/^oid sha256:\\([0-9a-f]\\{64\\}\\)$/\\1/p' "$content")
      fi
      if [ "$1" = smudge ]; then
        rest=${pointer#????}
        object=$objects/${pointer%"${pointer#??}"}/${pointer#??}
        object=${object%"$rest"}/$pointer
        [ -n "$pointer" ] && [ -f "$object" ] && exec cat "$object"
        cat "$content"
      elif [ -n "$pointer" ] || [ "$size" -eq 0 ]; then
        cat "$content"
      elif [ "$(GIT_LITERAL_PATHSPECS=1 git ls-files --stage -- "$2" | cut -d ' ' -f 2)" = \
          "$(git hash-object --stdin < "$content")" ]; then
        cat "$content"
      else
        hash=$(sha256sum < "$content")
        hash=${hash%% *}
        if [ "$1" = clean ]; then
          rest=${hash#??}
          folder=$objects/${hash%"$rest"}/${rest%"${rest#??}"}
          mkdir -p "$folder"
          [ -f "$folder/$hash" ] || cp "$content" "$folder/$hash"
        fi
        printf '%s\\noid sha256:%s\\nsize %s\\n' "$head" "$hash" "$size"
      fi
      """;

  /** Of a clone, whose contents are kept where Git LFS itself has them. */
  static final String OF_A_CLONE =
      """
      [filter "lfs"]
      \tclean = sh \\"$(git rev-parse --git-common-dir)/lfs/filter\\" clean %f
      \tsmudge = sh \\"$(git rev-parse --git-common-dir)/lfs/filter\\" smudge %f
      \trequired = true
      """;

  /** Of a repository whose directory is in the environment, and which keeps no contents. */
  public static final String NAMING =
      """
      [filter "lfs"]
      \tclean = sh \\"$GIT_DIR/lfs/filter\\" name %f
      \trequired = true
      """;

  private LfsFilter() {}
}

package dev.ccrunner.worker.harvest;

/**
 * What is run in the sandbox, for {@code /bin/sh}. Each is one start of a sandbox; that is why they
 * do several things.
 */
final class Scripts {
  private Scripts() {}

  /**
   * Makes an empty repository. Conversions of line ends and encodings are left to {@code
   * .gitattributes}, since the base was checked out by them; filters and ways to show differences
   * are programs, and there are none but ours for Git LFS. {@code $1}: attributes, {@code $2}: that
   * program; empty: none.
   */
  static final String CREATE =
      """
      set -eu
      mkdir -p "$GIT_DIR/objects/pack" "$GIT_DIR/refs" "$GIT_DIR/info"
      printf 'ref: refs/heads/none\\n' > "$GIT_DIR/HEAD"
      printf '%s\\n' "$1" > "$GIT_DIR/info/attributes"
      [ -z "$2" ] || { mkdir -p "$GIT_DIR/lfs"; printf '%s' "$2" > "$GIT_DIR/lfs/filter"; }
      cat > "$GIT_DIR/config"
      """;

  /** The configuration; the first word is for the format's version, the second for extensions. */
  static final String CONFIGURATION =
      """
      [core]
        repositoryFormatVersion = %d
        bare = false
        fileMode = true
        symlinks = true
        ignoreCase = false
        precomposeUnicode = false
        autocrlf = false
        safecrlf = false
        hooksPath = /dev/null
        fsmonitor = false
        untrackedCache = false
        attributesFile = /dev/null
        excludesFile = /dev/null
        quotePath = false
        looseCompression = 1
        bigFileThreshold = 8m
      [extensions]
      %s
      [pack]
        compression = 1
        threads = 1
      [gc]
        auto = 0
      [submodule]
        recurse = false
      [protocol]
        allow = never
      """;

  /**
   * Takes a commit without its history out of a clone that nothing of the run has seen yet. {@code
   * $1}: the clone's git directory, {@code $2}: the commit. Prints the tree's name.
   */
  static final String TAKE_BASE =
      """
      set -eu
      export GIT_ALTERNATE_OBJECT_DIRECTORIES="$1/objects"
      tree=$(git rev-parse --verify "$2^{tree}")
      git rev-list --objects --no-walk "$2" |
        git pack-objects -q "$GIT_DIR/objects/pack/pack" > /dev/null
      printf '%s\\n' "$tree"
      """;

  /**
   * Looks for everything that may have changed since the tree {@code $1}. Prints three lists of
   * records, with an empty record between them:
   *
   * <ol>
   *   <li>{@code n} when the index was made just now; and what cannot be in a tree: {@code f} and a
   *       file of more than {@code $2} bytes, or {@code s} and what is no file, directory or link
   *   <li>what of the tree has changed, as {@code git diff-files --raw -z} says it
   *   <li>what is new and not ignored; with a slash at its end, what has a repository of its own
   * </ol>
   *
   * What may not be read is made readable first: the run is over, and its user is who asks. No
   * program of a repository below is started: only {@code HEAD} of those that belong to the tree is
   * read.
   */
  static final String LOOK =
      """
      [ -d "$GIT_WORK_TREE" ] && [ ! -L "$GIT_WORK_TREE" ] || {
        echo 'the working directory was replaced by something else' >&2; exit 4; }
      cd "$GIT_WORK_TREE" || exit 4
      [ -e "$GIT_INDEX_FILE" ] || { git read-tree "$1" && printf 'n\\0'; } || exit 5
      find . -xdev -name .git -prune \\
        -o -type d ! \\( -readable -executable \\) -exec chmod u+rx {} \\; -false \\
        -o -type f ! -readable -exec chmod u+r {} \\; -false \\
        -o -type f -size "+$2c" -printf 'f%P\\0' \\
        -o ! -type f ! -type d ! -type l -printf 's%P\\0' || :
      printf '\\0'
      git update-index -q --refresh > /dev/null 2>&1 || :
      git diff-files --raw -z --no-renames --no-abbrev --ignore-submodules=dirty || exit 6
      printf '\\0'
      git ls-files -z --others --exclude-per-directory=.gitignore || exit 7
      """;

  /**
   * What is new in the directories that it reads, which have repositories of their own: those have
   * no say. Prints a list of records for each, and an empty record after it.
   */
  static final String LOOK_BELOW =
      """
      exec xargs -0 -n 1 /bin/sh -c '
        cd "$GIT_WORK_TREE/$1" || exit 255
        rm -f "$GIT_INDEX_FILE"
        GIT_WORK_TREE=$PWD git ls-files -z --others --exclude-per-directory=.gitignore || exit 255
        printf "\\0"' below
      """;

  /**
   * Takes names out of the index, those that it reads, and looks again for what is new: what stands
   * in the place of a file that is gone may have been hidden by it.
   */
  static final String FORGET =
      """
      cd "$GIT_WORK_TREE" || exit 4
      git update-index --force-remove -z --stdin || exit 5
      git ls-files -z --others --exclude-per-directory=.gitignore
      """;

  /**
   * Puts files into the index, those whose names it reads, and prints the name of the tree that
   * comes of it. All contents go into one pack: a file of its own for each would take most of the
   * time. {@code $1}: attributes.
   */
  static final String TAKE =
      """
      cd "$GIT_WORK_TREE" || exit 4
      printf '%s\\n' "$1" > "$GIT_DIR/info/attributes"
      git -c core.bigFileThreshold=0 update-index --add --replace -z --stdin && git write-tree
      """;

  /** Puts what it reads, as {@code git update-index --index-info} likes it, over the tree $1. */
  static final String OVERLAY =
      """
      rm -f "$GIT_INDEX_FILE"
      git read-tree "$1" && git update-index --replace -z --index-info && git write-tree
      """;

  /** The difference of two trees by names and objects. */
  static final String COMPARE =
      """
      git diff-tree -r -z --raw --no-renames --no-abbrev "$1" "$2"
      """;

  /**
   * The difference of two trees: first each file and its numbers, then an empty line, then the
   * patch.
   */
  static final String PATCH =
      """
      git diff-tree -r --raw --numstat --patch --binary --full-index --find-renames -l400 \\
        --no-abbrev --no-ext-diff --no-textconv --no-color --unified=3 \\
        --src-prefix=a/ --dst-prefix=b/ --submodule=short "$1" "$2"
      """;

  /** The contents of those objects whose names it reads that may be pointers of Git LFS. */
  static final String READ_SMALL =
      """
      git cat-file --batch-check='%(objectname) %(objectsize)' |
        while read -r object size; do [ "$size" -gt 1024 ] || echo "$object"; done |
        git cat-file --batch
      """;

  /** The content of the file whose name it reads. */
  static final String CONTENT =
      """
      cd "$GIT_WORK_TREE" && exec xargs -0 cat --
      """;

  /** The commit {@code $1} without its history, and the tree {@code $2}: all of it, as a pack. */
  static final String PACK =
      """
      { git rev-list --objects --no-walk "$1" && git rev-list --objects "$2"; } |
        git pack-objects -q --stdout
      """;
}

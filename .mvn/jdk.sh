# Sourced by mvnw and ccr: exports JAVA_HOME of a JDK >= 25, or says what to install and exits 1.
# The default `java` of many machines is older than the one they also have installed, so look for it.
ccr_jdk_minimum=25

# Prints the feature version of the JDK in $1, or nothing when $1 is no JDK (a JRE has no javac).
ccr_jdk_version() {
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 0
  sed -n 's/^JAVA_VERSION="\(1\.\)\{0,1\}\([0-9]*\).*/\2/p' "$1/release" | head -n 1
}

ccr_find_jdk() {
  # What the user chose comes first: JAVA_HOME, then the java on the PATH.
  path_java=$(command -v java 2>/dev/null) || path_java=
  [ -z "$path_java" ] || path_java=$(dirname "$(dirname "$(readlink -f "$path_java" 2>/dev/null || echo "$path_java")")")
  for home in "${JAVA_HOME:-}" "$path_java"; do
    [ -n "$home" ] || continue
    version=$(ccr_jdk_version "$home")
    [ "${version:-0}" -ge "$ccr_jdk_minimum" ] && { echo "$home"; return; }
  done
  # Then the newest of the usual places.
  best=; best_version=0
  for home in /usr/lib/jvm/* "${HOME:-/nonexistent}"/.sdkman/candidates/java/* "${HOME:-/nonexistent}"/.jdks/* /opt/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    version=$(ccr_jdk_version "$home")
    [ "${version:-0}" -ge "$ccr_jdk_minimum" ] && [ "$version" -gt "$best_version" ] && { best=$home; best_version=$version; }
  done
  echo "$best"
}

JAVA_HOME=$(ccr_find_jdk)
if [ -z "$JAVA_HOME" ]; then
  echo "Claude Code Runner needs a JDK $ccr_jdk_minimum or newer, and found none: install one (for example Eclipse Temurin $ccr_jdk_minimum) or set JAVA_HOME to it." >&2
  exit 1
fi
export JAVA_HOME

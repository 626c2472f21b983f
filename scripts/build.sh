# Sourced by ccr: `build MODULE` builds that module, and what it needs, if a source is newer than the
# last build. It sets $built to the folder with the jars. Only one build runs at a time.

. "$root/.mvn/jdk.sh"

# What is in main, not in tests; a removed file shows as a changed folder.
sources_newer_than() {
  [ -e "$1" ] || return 0
  [ -n "$(find "$root" -name target -prune -o -path "$root/.git" -prune -o -path '*/src/test' -prune -o \
    \( -path '*/src/*' -o -name pom.xml \) -newer "$1" -print 2>/dev/null | head -n 1)" ]
}

build() {
  built=$root/$1/target/dist
  sources_newer_than "$built/stamp" || return 0
  mkdir -p "$root/target"
  take_build_lock
  # Another ccr may have built it while we waited.
  if sources_newer_than "$built/stamp"; then build_now "$1"; fi
  free_build_lock
}

# A folder, since not every system has flock. A lock whose owner is gone is taken over.
take_build_lock() {
  lock=$root/target/build.lock
  told=
  until mkdir "$lock" 2>/dev/null; do
    owner=$(cat "$lock/pid" 2>/dev/null) || owner=
    if [ -n "$owner" ] && ! kill -0 "$owner" 2>/dev/null; then
      rm -rf "$lock"
      continue
    fi
    [ -n "$told" ] || echo "Waiting for another ccr (process ${owner:-unknown}) that is building…" >&2
    told=yes
    sleep 1
  done
  echo $$ >"$lock/pid"
  trap 'free_build_lock' EXIT
  trap 'free_build_lock; exit 130' INT TERM HUP
}

free_build_lock() {
  [ -z "${maven-}" ] || kill "$maven" 2>/dev/null || true
  rm -rf "$root/target/build.lock"
  trap - EXIT INT TERM HUP
}

build_now() {
  log=$root/target/build.log
  begun=$(date +%s)
  if [ -e "$built/stamp" ]; then why='sources have changed'; else why='first time: this also downloads libraries'; fi
  echo "Building Claude Code Runner ($why)" >&2
  # New files, not written over: what runs from the old jars keeps them.
  rm -rf "$built"
  mkdir -p "$built"
  touch "$built/begun"
  (cd "$root" && exec ./mvnw -B -ntp -P "dist-$1" -pl "$1" -am package -Dmaven.test.skip=true -Dspotless.check.skip=true) \
    </dev/null >"$log" 2>&1 &
  maven=$!
  show_progress
  if wait "$maven"; then
    maven=
    mv "$built/begun" "$built/stamp" # sources that changed meanwhile are newer
    echo "Built in $(elapsed)." >&2
    return
  fi
  maven=
  echo "The build failed after $(elapsed). The whole story is in $log; its errors:" >&2
  grep -E '^\[(ERROR|FATAL)\] .' "$log" | head -n 12 >&2 || tail -n 12 "$log" >&2
  if grep -qE 'Could not transfer|UnknownHost|Unknown host|Connection refused|Network is unreachable|Failed to fetch|PKIX' "$log"; then
    echo "It could not download what it needs: check the network, and Maven's proxy settings (~/.m2/settings.xml, MAVEN_OPTS)." >&2
  fi
  exit 1
}

elapsed() { echo "$(($(date +%s) - begun)) s"; }

# The module Maven is at: on a terminal one line that is written over, else a line for each.
show_progress() {
  last=
  while kill -0 "$maven" 2>/dev/null; do
    now=$(sed -n 's/^\[INFO\] Building \(.*\) [0-9][^ ]* *\(\[[0-9]*\/[0-9]*\]\)$/\2 \1/p' "$log" | tail -n 1)
    if [ -t 2 ]; then
      printf '\r\033[K  %s %s' "${now:-starting Maven}" "$(elapsed)" >&2
    elif [ "$now" != "$last" ]; then
      echo "  $now ($(elapsed))" >&2
      last=$now
    fi
    sleep 1
  done
  [ ! -t 2 ] || printf '\r\033[K' >&2
}

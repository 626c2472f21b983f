#!/bin/sh
# Everything CI checks, and nothing else: ./ccr test and .ci/run are this script.
# With CI=true nothing may be left out; without, what was left out is named at the end.
# --chaos: three minutes of chaos as well, as with CI=true (docs/chaos.md).
set -eu

chaos=${CI-}
case "${1-}" in
  '') ;;
  --chaos) chaos=true ;;
  *) echo "test: expected --chaos or nothing, found $1" >&2; exit 2 ;;
esac

# Started in the background, a shell and all that it starts are deaf to interrupts, and some tests send them.
if [ -z "${HEARS_INTERRUPTS-}" ] && env --default-signal=INT true 2>/dev/null; then
  HEARS_INTERRUPTS=true exec env --default-signal=INT "$0" "$@"
fi

root=$(cd "$(dirname "$0")/.." && pwd -P)
cd "$root"
. .mvn/jdk.sh

left_out=

# Names what is missing; installs it where that is ours to do.
need() { # PROGRAM PACKAGE WHAT-FOR
  command -v "$1" >/dev/null 2>&1 && return
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing $2 ($3)"
    if [ -z "${apt_updated-}" ]; then apt-get update -qq >/dev/null 2>&1 || true; fi
    apt_updated=yes
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$2" >/dev/null 2>&1 || true
    command -v "$1" >/dev/null 2>&1 && return
    left_out="$left_out
  $3: $1 is missing, and the package $2 could not be installed"
  else
    left_out="$left_out
  $3: $1 is missing (package $2); installing it is left to you, since this is not root on Debian"
  fi
}

need bwrap bubblewrap 'tests of the sandbox'
need setpriv util-linux 'tests of runs with a user of their own'
need git git 'tests of repositories'
need ssh openssh-client 'tests of repositories over SSH'
need zip zip 'tests of archives'
need curl curl 'tests that paste the printed commands'

# The tests with the real Claude Code take it from here; without it they skip themselves.
if [ -z "${CCR_CLAUDE_BIN-}" ]; then
  if claude=$(./ccr claude-code); then
    export CCR_CLAUDE_BIN="$claude"
  else
    left_out="$left_out
  tests with the real Claude Code: it could not be fetched (see above)"
  fi
fi

begun=$(date +%s)
find . -name 'TEST-*.xml' -path '*-reports/*' -delete
status=0
# One broken module must not hide what the others have to say. These tests kill processes and race clocks on
# whatever machine they get, so one that fails gets a second try; what needed it is named at the end.
./mvnw -B -ntp -Dmaven.test.failure.ignore=true -Dsurefire.rerunFailingTestsCount=1 verify </dev/null || status=$?

# passed, failed, skipped: from the reports, so that no module is counted by hand.
counts=$(find . -name 'TEST-*.xml' -path '*-reports/*' -exec sed -n '/<testsuite /,/>/p' {} + | tr '\n' ' ' | sed 's/<testsuite /\n&/g' |
  awk '
    function value(name,  found) {
      if (match($0, " " name "=\"[0-9]+\"")) { found = substr($0, RSTART, RLENGTH); gsub(/[^0-9]/, "", found); return found }
      return 0
    }
    /^<testsuite / { tests += value("tests"); failed += value("failures") + value("errors"); skipped += value("skipped") }
    END { print tests - failed - skipped, failed + 0, skipped + 0 }')
set -- $counts

# Each test with one of these elements (a part of a regular expression), and how its message begins.
named() { # ELEMENTS
  find . -name 'TEST-*.xml' -path '*-reports/*' -exec awk -v elements="$1" '
    /<testcase / { test = $0; sub(/.*classname="/, "", test); class = test; sub(/".*/, "", class)
                   name = $0; sub(/.*<testcase name="/, "", name); sub(/".*/, "", name); said = 0 }
    $0 ~ "<(" elements ")[ >]" && !said {
      message = ""
      if (match($0, / message="[^"]*/)) message = substr($0, RSTART + 10, RLENGTH - 10)
      print "  " class "." name ": " substr(message, 1, 300)
      said = 1
    }' {} +
}

passed=$1 failed=$2 skipped=$3

if [ "$skipped" -gt 0 ]; then
  skipped_suites=$(find . -name 'TEST-*.xml' -path '*-reports/*' -exec grep -l '<skipped' {} + | sed 's/.*TEST-\(.*\)\.xml/\1/' | sort | tr '\n' ' ')
  left_out="$left_out
  $skipped tests skipped themselves, in: $skipped_suites"
fi

# A module whose tests took too long or fell over has no report of those that it did not come to.
unreported=$(find . -name '*Test.java' -path '*/src/test/java/*' ! -path './bench/*' |
  while read -r source; do
    grep -q 'abstract class' "$source" && continue
    class=$(echo "$source" | sed 's|.*/src/test/java/||; s|\.java$||; s|/|.|g')
    module=$(echo "$source" | sed 's|/src/test/java/.*||')
    [ -f "$module/target/surefire-reports/TEST-$class.xml" ] || echo "  $class has no report"
  done)
if [ -n "$unreported" ]; then
  failed=$((failed + $(echo "$unreported" | wc -l)))
fi

# Each counts as one test.
if [ "$chaos" = true ]; then
  if ./ccr chaos --minutes 2 --seed 1 </dev/null; then
    passed=$((passed + 1))
  else
    echo 'Chaos failed: its lines above with FOUND say what, its last line how often'
    failed=$((failed + 1))
  fi
  # The real Claude Code cannot read what the stand-in says: sessions are broken without it.
  if env -u CCR_CLAUDE_BIN ./ccr chaos --minutes 1 --seed 2 </dev/null; then
    passed=$((passed + 1))
  else
    echo 'Chaos with sessions failed: its lines above with FOUND say what, its last line how often'
    failed=$((failed + 1))
  fi
else
  left_out="$left_out
  three minutes of chaos: with --chaos, or CI=true"
fi

[ "$failed" -eq 0 ] || status=1

echo
unsteady=$(named 'flakyFailure|flakyError')
if [ -n "$unsteady" ]; then
  echo "Passed at the second try only:
$unsteady"
fi
broken=$(named 'failure|error'; [ -z "$unreported" ] || echo "$unreported")
if [ -n "$broken" ]; then
  echo "Failed:
$broken"
fi
if [ -n "$left_out" ]; then
  echo "Left out:$left_out"
  if [ "${CI-}" = true ]; then
    echo 'With CI=true nothing may be left out.'
    [ "$status" -ne 0 ] || status=1
  fi
fi
if [ "$1" -eq 0 ] && [ "$status" -eq 0 ]; then
  echo 'Expected tests, found none.'
  status=1
fi
[ "$status" -eq 0 ] || echo 'FAILED'
echo "in $(($(date +%s) - begun)) s"
echo "$passed passed, $failed failed, $skipped skipped"
exit "$status"

#!/usr/bin/env bash
# Runs the tests, then looks for processes they left behind: a database server that survives its test is a failure.
# usage: test.sh [arguments of the test runner]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

# Children inherit this mark, also those that outlive their parent, so that ours can be told from anybody else's.
mark="test-run-$$-$(date +%s%N)"
export ANAGRAFE_TEST_RUN=$mark

left_behind() {
    local environ pid
    for environ in /proc/[0-9]*/environ; do
        pid=${environ//[!0-9]/}
        # This script and the subshell that runs this function carry the mark too.
        if [ "$pid" = $$ ] || [ "$pid" = "$BASHPID" ]; then continue; fi
        if grep -qsF "ANAGRAFE_TEST_RUN=$mark" "$environ"; then
            tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | sed "s/^/  $pid: /" || true
            echo
        fi
    done
}

status=0
if cargo nextest --version >/dev/null 2>&1; then
    cargo nextest run --locked --workspace --profile ci "$@" || status=$?
else
    cargo test --locked --workspace "$@" || status=$?
fi

# The database cluster notices the end of the run by itself, and takes a moment to go.
for _ in {1..100}; do
    leftovers=$(left_behind)
    if [ -z "$leftovers" ]; then break; fi
    sleep 0.1
done
if [ -n "$leftovers" ]; then
    printf '==> ERROR: the tests left processes behind:\n%s\n' "$leftovers" >&2
    exit 1
fi
exit "$status"

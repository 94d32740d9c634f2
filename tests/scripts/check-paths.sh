#!/usr/bin/env bash
# No file may name a path of the machine it was written on, nor the host of a package registry: the sources build with
# whatever mirror their builder has configured.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

machine_paths='(^|[^[:alnum:]_./*-])/(root|work|home/[[:alnum:]_-]+|tmp/wt|Users/[[:alnum:]_-]+)(/|$)'
registry_hosts='(registry\.(npmjs|yarnpkg)\.|(index|static)\.crates\.io|files\.pythonhosted\.org|pypi\.org/simple|/artifactory/|/repository/(npm|cargo|pypi))'
# Cargo writes the name of the public index into the lock file whatever the mirror: no other source belongs there.
lock_source='source = "registry+https://github.com/rust-lang/crates.io-index"'

status=0
search() {
    local title=$1
    shift
    if git grep --untracked -nIE "$@"; then
        echo "^ $title" >&2
        status=1
    fi
}
search "a path of one machine" -e "$machine_paths" -- ':!tests/scripts/check-paths.sh' ':!Cargo.lock'
search "the host of a package registry" -e "$registry_hosts" -- ':!tests/scripts/check-paths.sh'
if grep -n '^source = ' Cargo.lock | grep -vF "$lock_source"; then
    echo "^ a source other than the public index in Cargo.lock" >&2
    status=1
fi
exit $status

#!/usr/bin/env bash
# Invariant: each crate uses only the floors below it (docs/ARCHITECTURE.md), in its dev-dependencies too; and polars,
# the dearest package to build, enters through `stats` alone.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

declare -A may_use=(
    [schema]=""
    [sync]="schema"
    [stats]="schema"
    [hub]="schema sync stats"
    [api]="schema sync stats hub"
    [tests]="schema sync stats hub api"
)
status=0
for crate in "${!may_use[@]}"; do
    direct=$(cargo tree --locked --package "$crate" --depth 1 --prefix none --edges all | awk 'NR > 1 && NF { print $1 }')
    for used in $direct; do
        if [ "$used" = "$crate" ]; then continue; fi
        if [ -n "${may_use[$used]+known}" ] && ! grep -qw "$used" <<<"${may_use[$crate]}"; then
            echo "crate $crate must not use $used: it may use [${may_use[$crate]}]" >&2
            status=1
        fi
        if [[ $used == polars* ]] && [ "$crate" != stats ]; then
            echo "crate $crate must not use $used: only stats may" >&2
            status=1
        fi
    done
done

# A crate that this list does not know has no floor.
members=$(cargo tree --locked --workspace --depth 0 --prefix none | awk 'NF { print $1 }' | sort -u)
for member in $members; do
    if [ -z "${may_use[$member]+known}" ]; then
        echo "crate $member has no floor: add it to $0 and to docs/ARCHITECTURE.md" >&2
        status=1
    fi
done
exit $status

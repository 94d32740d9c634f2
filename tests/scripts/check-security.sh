#!/usr/bin/env bash
# docs/security.md answers each requirement of levels 1 and 2 of the OWASP ASVS once, with a state that it knows, and
# what it names in the sources (FILE#NAME) is there.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
document=docs/security.md

status=0
fail() {
    echo "$document: $1" >&2
    status=1
}

answered=$(grep -oE '^\| V[0-9]+\.[0-9]+\.[0-9]+ \|' "$document" | tr -d '| ')
for id in $(sort <<<"$answered" | uniq -d); do
    fail "$id is answered twice"
done
asked=$(grep -v '^#' tests/data/asvs-5.0-ids.txt)
for id in $(comm -23 <(sort <<<"$asked") <(sort -u <<<"$answered")); do
    fail "$id is not answered"
done
for id in $(comm -13 <(sort <<<"$asked") <(sort -u <<<"$answered")); do
    fail "$id is not among the requirements"
done

while IFS= read -r line; do
    fail "no state that is known: $line"
done < <(grep -E '^\| V[0-9]' "$document" | grep -vE '^\| [^|]+ \| [^|]+ \| (met|partly|not met|site|n/a) \| [^|]+ \|$')

while IFS='#' read -r file name; do
    if ! grep -qw -- "$name" "docs/$file"; then
        fail "$name is not in $file"
    fi
done < <(grep -oE '\]\(\.\./[^) ]+\.(rs|html|toml|sh)#[A-Za-z0-9_]+' "$document" | sed 's/^](//' | sort -u)
exit $status

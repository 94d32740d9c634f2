#!/usr/bin/env bash
# Every check that reads the sources without running them. All checks run; the first failure does not hide the others.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
scripts=tests/scripts

failed=()
check() {
    local name=$1
    shift
    printf '==> %s\n' "$name"
    "$@" </dev/null || failed+=("$name")
}

shell_syntax() {
    local file status=0
    while IFS= read -r file; do
        bash -n "$file" || status=1
    done < <(git ls-files --cached --others --exclude-standard -- '*.sh' .ci/run)
    return $status
}

document() {
    RUSTDOCFLAGS="-D warnings" cargo doc --locked --workspace --no-deps
}

check "formatting" cargo fmt --all --check
check "shell syntax" shell_syntax
check "dependencies point downwards" "$scripts/check-floors.sh"
check "one crypto provider" "$scripts/check-crypto.sh"
check "no machine path, no registry host" "$scripts/check-paths.sh"
check "no dead link in the documents" "$scripts/check-links.sh"
check "every security requirement is answered" "$scripts/check-security.sh"
check "clippy" cargo clippy --locked --workspace --all-targets -- -D warnings
check "documentation" document

if [ ${#failed[@]} -gt 0 ]; then
    printf '==> FAILED:'
    printf ' [%s]' "${failed[@]}"
    echo
    exit 1
fi
echo "==> lint: all checks passed"

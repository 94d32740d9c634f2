#!/usr/bin/env bash
# Installs what the build or the tests need and this machine lacks; says so in one line for each step, on standard
# error so that the standard output of the command that follows stays clean. Silent and quick when nothing is missing.
# usage: prepare.sh build|demo|test|bench
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

purpose=${1:?usage: prepare.sh build|demo|test|bench}
# The newest release known to build with the pinned toolchain.
nextest_version=0.9.143

say() { printf '==> %s\n' "$*" >&2; }
die() { printf '==> ERROR: %s\n' "$*" >&2; exit 1; }

has_libpq() {
    command -v pg_config >/dev/null \
        && [ -e "$(pg_config --libdir)/libpq.so" ] \
        && [ -e "$(pg_config --includedir)/libpq-fe.h" ]
}

has_postgresql_server() {
    local initdb
    for initdb in /usr/lib/postgresql/*/bin/initdb "$(command -v initdb || true)"; do
        if [ -x "$initdb" ]; then return 0; fi
    done
    return 1
}

check_toolchain() {
    local channel installed
    channel=$(sed -n 's/^channel *= *"\(.*\)"/\1/p' rust-toolchain.toml)
    if command -v rustup >/dev/null; then
        installed=$(rustup toolchain list)
        if ! grep -q "^$channel-" <<<"$installed"; then
            die "Rust $channel is missing; install it with:" \
                "rustup toolchain install $channel --profile minimal --component rustfmt,clippy"
        fi
    elif ! command -v cargo >/dev/null; then
        die "cargo is not in PATH; install Rust $channel, with rustup or from the distribution"
    fi
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

# The server package starts a permanent cluster of its own on installation. The tests make a throw-away one, so none is
# created here; the setting is removed again, and a later installation behaves as usual.
install_packages() {
    local log setting=/etc/postgresql-common/createcluster.d/anagrafe-hub.conf
    command -v apt-get >/dev/null || die "missing: $*; install them (this script knows only Debian's apt-get)"
    if [ "$(id -u)" -ne 0 ] && ! command -v sudo >/dev/null; then
        die "missing: $*; install them as root with: apt-get install $*"
    fi
    log=$(mktemp)
    say "apt-get update"
    # Lists fetched earlier may still do.
    as_root apt-get update -qq >"$log" 2>&1 || { cat "$log" >&2; say "apt-get update failed; going on"; }
    say "apt-get install $* (a minute or two)"
    as_root mkdir -p "${setting%/*}"
    echo "create_main_cluster = false" | as_root tee "$setting" >/dev/null
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >"$log" 2>&1 \
        || { cat "$log" >&2; as_root rm -f "$setting"; die "apt-get install failed"; }
    as_root rm -f "$setting" "$log"
}

install_nextest() {
    if cargo nextest --version >/dev/null 2>&1; then return; fi
    say "cargo install cargo-nextest $nextest_version, the test runner (several minutes, once)"
    cargo install cargo-nextest --locked --version "$nextest_version" >&2 \
        || say "cargo-nextest did not build: the tests will run with plain cargo test"
}

check_toolchain

missing=()
command -v cc >/dev/null || missing+=(gcc libc6-dev)
has_libpq || missing+=(libpq-dev)
# The style of the pages comes from an npm package at build time.
command -v node >/dev/null || missing+=(nodejs)
command -v npm >/dev/null || missing+=(npm)
case $purpose in
    build) ;;
    # The demo ends with curl commands to paste.
    demo) command -v curl >/dev/null || missing+=(curl ca-certificates) ;;
    test | bench) has_postgresql_server || missing+=(postgresql) ;;
    *) die "unknown purpose: $purpose" ;;
esac
# The published schema of the supplies is held against the examples of the manual.
if [ "$purpose" = test ] && ! command -v xmllint >/dev/null; then missing+=(libxml2-utils); fi
# The pages are tested in a real browser.
if [ "$purpose" = test ]; then
    command -v chromium >/dev/null || missing+=(chromium)
    command -v chromedriver >/dev/null || missing+=(chromium-driver)
fi
if [ ${#missing[@]} -gt 0 ]; then install_packages "${missing[@]}"; fi
if [ "$purpose" = test ]; then install_nextest; fi

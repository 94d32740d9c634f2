#!/usr/bin/env bash
# ring is the only crypto provider of TLS: a second one costs minutes of build, and rustls refuses to choose between two
# at run time.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

packages=$(cargo tree --locked --workspace --edges all --prefix none | awk 'NF { print $1 }' | sort -u)
banned=$(grep -E '^(aws-lc-(rs|sys|fips-sys)|openssl(-sys|-src)?|native-tls|boring(-sys)?|mbedtls.*|rustls-(openssl|rustcrypto|graviola|mbedtls.*))$' <<<"$packages" || true)
if [ -n "$banned" ]; then
    echo "a second crypto provider came in; find it with cargo tree --workspace -i NAME:" >&2
    echo "$banned" >&2
    exit 1
fi
grep -qx ring <<<"$packages" || { echo "ring is no longer in the tree" >&2; exit 1; }

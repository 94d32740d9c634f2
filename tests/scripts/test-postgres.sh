#!/usr/bin/env bash
# Starts a throw-away PostgreSQL cluster from the installed server, which ends, files and all, with the process that it
# was started for. It listens on a Unix socket only.
# usage: test-postgres.sh PID   for process PID; prints the directory of the socket
#        test-postgres.sh       as a set-up script of nextest: for the test run; hands ANAGRAFE_TEST_PG to the tests
# Where no server is installed the answer is empty and the tests on PostgreSQL are skipped; in CI that is an error.
# ANAGRAFE_TEST_PG_SETTINGS: more lines for postgresql.conf; "durable" stands for the server's own durability.
set -euo pipefail

watched=${1:-$PPID}
settings=${ANAGRAFE_TEST_PG_SETTINGS:-}
publish() {
    if [ -n "${NEXTEST_ENV:-}" ]; then echo "ANAGRAFE_TEST_PG=$1" >>"$NEXTEST_ENV"; else echo "$1"; fi
}

if [ -n "${ANAGRAFE_TEST_PG:-}" ]; then
    publish "$ANAGRAFE_TEST_PG"
    exit
fi

bin=
for directory in $(printf '%s\n' /usr/lib/postgresql/*/bin | sort --version-sort --reverse) "$(dirname "$(command -v initdb || echo none/)")"; do
    if [ -x "$directory/initdb" ]; then
        bin=$directory
        break
    fi
done
if [ -z "$bin" ]; then
    if [ -n "${CI:-}" ]; then
        echo "no PostgreSQL server is installed: in CI the tests on PostgreSQL may not be skipped" >&2
        exit 1
    fi
    echo "no PostgreSQL server is installed: the tests on PostgreSQL are SKIPPED" >&2
    publish ""
    exit
fi

# The server refuses to run as root.
as_owner=()
owner=$(id -un)
if [ "$(id -u)" -eq 0 ]; then
    owner=nobody
    if id postgres >/dev/null 2>&1; then owner=postgres; fi
    as_owner=(setpriv "--reuid=$owner" "--regid=$(id -g "$owner")" --clear-groups)
fi

cluster=$(mktemp --directory "${TMPDIR:-/tmp}/anagrafe-pg.XXXXXX")
chown "$owner" "$cluster"
cd "$cluster"

# From here on the cluster cannot outlive the process watched, whatever fails below.
setsid bash -c '
    watched=$1 cluster=$2
    shift 2
    tail --pid="$watched" --sleep-interval=0.2 --follow /dev/null
    if [ -e "$cluster/data/postmaster.pid" ]; then "$@" --silent stop --mode=immediate --pgdata="$cluster/data"; fi
    cd /
    rm -rf "$cluster"
' watchdog "$watched" "$cluster" "${as_owner[@]}" "$bin/pg_ctl" </dev/null >/dev/null 2>&1 &

log=$cluster/log
{
    "${as_owner[@]}" "$bin/initdb" --pgdata="$cluster/data" --username=postgres --auth=trust --encoding=UTF8 \
        --locale=C.UTF-8 --no-sync --no-instructions
    cat >>"$cluster/data/postgresql.conf" <<SETTINGS
listen_addresses = ''
unix_socket_directories = '$cluster'
max_connections = 300
shared_buffers = 64MB
max_wal_size = 2GB
deadlock_timeout = 20ms
log_min_messages = warning
SETTINGS
    if [ "$settings" = "${settings#durable}" ]; then
        printf '%s\n' "fsync = off" "synchronous_commit = off" "full_page_writes = off"
    fi >>"$cluster/data/postgresql.conf"
    printf '%s\n' "${settings#durable}" >>"$cluster/data/postgresql.conf"
} >"$log" 2>&1 || { cat "$log" >&2; exit 1; }
chown "$owner" "$log"
"${as_owner[@]}" "$bin/pg_ctl" --silent --wait --pgdata="$cluster/data" --log="$log" start </dev/null >/dev/null 2>&1 \
    || { cat "$log" >&2; exit 1; }
publish "$cluster"

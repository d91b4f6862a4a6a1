#!/usr/bin/env bash
# A real PostgreSQL for the tests, on loopback, thrown away when stopped.
#
#   deploy/postgres-test.sh start    starts a server of its own, prints its address as an SQLAlchemy URL
#   deploy/postgres-test.sh stop     stops the one that this checkout started and removes its data
#
# Needs the server's programs (apt-get install postgresql); a cluster that the machine already runs is left alone.
set -euo pipefail

cache="${XDG_CACHE_HOME:-$HOME/.cache}/netpatrol"
here="$(cd "$(dirname "$0")/.." && pwd)"
state="$cache/postgres-running-$(printf %s "$here" | cksum | cut -d' ' -f1)"
user=tester
password=only-for-tests # reachable from loopback only, and lives as long as one test run
database=netpatrol

say() { echo "postgres-test: $*" >&2; }
die() { say "$*"; exit 1; }

find_programs() { # Debian keeps them by version, the newest last
    local found
    found="$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)"
    [ -n "$found" ] || found="$(dirname "$(command -v initdb)" 2>/dev/null || true)"
    [ -x "$found/initdb" ] && [ -x "$found/pg_ctl" ] || die "initdb is missing; apt-get install postgresql"
    echo "$found"
}

as_nobody() { # the server refuses to run as root
    if [ "$(id -u)" = 0 ]; then setpriv --reuid=nobody --regid=nogroup --clear-groups -- "$@"; else "$@"; fi
}

find_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

start() {
    local programs home port
    programs="$(find_programs)"
    stop
    mkdir -p "$cache"
    home="$(mktemp -d "${TMPDIR:-/tmp}/netpatrol-postgres.XXXXXX")"
    echo "$home" >"$state"
    printf %s "$password" >"$home/password"
    [ "$(id -u)" = 0 ] && chown -R nobody:nogroup "$home"
    cd /
    as_nobody "$programs/initdb" -D "$home/data" -U "$user" --pwfile="$home/password" --auth=scram-sha-256 \
        -E UTF8 --locale=C.UTF-8 --no-sync >"$state.log" 2>&1 || { cat "$state.log" >&2; stop; die "initdb failed"; }
    for _ in 1 2 3 4 5; do # another process may take the port in between
        port="$(find_port)"
        # Without fsync a killed server still loses nothing; only a machine that stops would.
        if as_nobody "$programs/pg_ctl" -D "$home/data" -l "$home/log" -w -t 60 start \
            -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off" \
            </dev/null >>"$state.log" 2>&1; then
            PGPASSWORD="$password" "$programs/psql" -qX -h 127.0.0.1 -p "$port" -U "$user" postgres \
                -c "CREATE DATABASE $database" >&2 || { stop; die "no database could be made"; }
            say "$("$programs/postgres" --version) on port $port"
            echo "postgresql+psycopg://$user:$password@127.0.0.1:$port/$database"
            return
        fi
    done
    tail -20 "$home/log" >&2
    stop
    die "the server did not start"
}

stop() {
    [ -f "$state" ] || return 0
    local home
    home="$(cat "$state")"
    case "$home" in
    */netpatrol-postgres.*)
        if [ -f "$home/data/postmaster.pid" ]; then
            (cd / && as_nobody "$(find_programs)/pg_ctl" -D "$home/data" -m immediate -w stop >/dev/null 2>&1) || true
        fi
        rm -rf "$home"
        ;;
    esac
    rm -f "$state" "$state.log"
}

case "${1:-}" in
start) start ;;
stop) stop ;;
*) die "say start or stop" ;;
esac

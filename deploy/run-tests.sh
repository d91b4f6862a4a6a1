#!/bin/sh
# Starts a real Elasticsearch and a real PostgreSQL, runs the tests with the Python tools in $1, stops both again.
# A server that a variable already names is used as it is, and left running. NETPATROL_TEST_MAJOR=9 starts Elasticsearch 9.
set -eu
cd "$(dirname "$0")/.."
bin="$1"
shift
ours=""
stop() {
    for name in $ours; do "deploy/$name-test.sh" stop "${NETPATROL_TEST_MAJOR:-8}"; done
}
trap stop EXIT INT TERM
if [ -z "${NETPATROL_TEST_ELASTICSEARCH:-}" ]; then
    NETPATROL_TEST_ELASTICSEARCH="$(deploy/elasticsearch-test.sh start "${NETPATROL_TEST_MAJOR:-8}")" || exit 1
    ours="$ours elasticsearch"
fi
if [ -z "${NETPATROL_TEST_POSTGRES:-}" ]; then
    NETPATROL_TEST_POSTGRES="$(deploy/postgres-test.sh start)" || exit 1
    ours="$ours postgres"
fi
export NETPATROL_TEST_ELASTICSEARCH NETPATROL_TEST_POSTGRES
# Two at a time, a file in one process: what a file sets up once stays set up once.
"$bin/python" -m pytest --numprocesses 2 --dist loadfile "$@"

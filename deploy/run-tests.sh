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
# One more at a time than there are processors, as tests wait for browsers and servers; no more than four. A file in
# one process: what a file sets up once stays set up once. In the order of the files: the many quick ones at the end
# keep all busy to the last.
at_once=$(($(nproc) < 4 ? $(nproc) + 1 : 4))
code=0
"$bin/python" -m pytest --cache-clear --numprocesses "$at_once" --dist loadfile --no-loadscope-reorder "$@" || code=$?
# On a busy machine a browser or a server can fail once. The files of a few tests that failed are run once more,
# whole and with nothing beside them; what fails again fails the run.
[ "$code" -eq 1 ] || exit "$code"
again="$("$bin/python" - <<'PYTHON'
import json

failed = json.load(open(".pytest_cache/v/cache/lastfailed"))
print(" ".join(sorted({name.split("::")[0] for name in failed})) if len(failed) <= 5 else "")
PYTHON
)"
[ -n "$again" ] || exit 1
echo "failed beside others; once more, alone: $again" >&2
# shellcheck disable=SC2086 -- a name of a file each
"$bin/python" -m pytest -rf "$@" $again

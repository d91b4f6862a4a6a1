#!/bin/sh
# Starts a real Elasticsearch, runs the tests with the Python tools in $1, and stops it again.
set -eu
cd "$(dirname "$0")/.."
bin="$1"
shift
NETPATROL_TEST_ELASTICSEARCH="$(deploy/elasticsearch-test.sh start)" || exit 1
export NETPATROL_TEST_ELASTICSEARCH
trap 'deploy/elasticsearch-test.sh stop' EXIT INT TERM
# Two at a time, a file in one process: what a file sets up once stays set up once.
"$bin/python" -m pytest --numprocesses 2 --dist loadfile "$@"

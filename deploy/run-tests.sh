#!/bin/sh
# Starts a real Elasticsearch, runs the tests with the Python tools in $1, and stops it again.
set -eu
cd "$(dirname "$0")/.."
bin="$1"
shift
NETPATROL_TEST_ELASTICSEARCH="$(deploy/elasticsearch-test.sh start)" || exit 1
export NETPATROL_TEST_ELASTICSEARCH
trap 'deploy/elasticsearch-test.sh stop' EXIT INT TERM
"$bin/python" -m pytest "$@"

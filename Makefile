# netpatrol: every target does its own set-up. See README.md.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin

.PHONY: install demo demo-full test test-es9 check bench soak lock clean

install: $(VENV)/.installed

$(VENV)/.installed: requirements-dev.lock pyproject.toml deploy/system-packages.sh
	@deploy/system-packages.sh run
	@command -v $(PYTHON) >/dev/null || { echo "no $(PYTHON); install Python 3.11 or name another: make PYTHON=python3.12 install" >&2; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

# The whole job on the demo market; the workspace stays in demo-workspace/ for a look round.
demo: install
	$(BIN)/netpatrol demo --keep demo-workspace

# The same on the full market: 330 listings of 60 shops on three platforms.
demo-full: install
	$(BIN)/netpatrol demo --size full --keep demo-workspace

# Starts a real Elasticsearch and a real PostgreSQL, runs every test, stops them.
test: install
	@deploy/system-packages.sh test
	deploy/run-tests.sh $(BIN)

# The tests that need a search server, on Elasticsearch 9 (needs Java 25).
test-es9: install
	@deploy/system-packages.sh test
	NETPATROL_TEST_MAJOR=9 deploy/run-tests.sh $(BIN) -m elasticsearch

check: install
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Ratios against named baselines, written to docs/benchmarks.md.
bench: install
	$(BIN)/python -m bench

# The whole work again and again for MINUTES; fails when memory grows.
soak: install
	$(BIN)/python -m bench.soak --minutes $(or $(MINUTES),60)

lock:
	deploy/lock.sh

clean:
	rm -rf $(VENV) demo-workspace .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

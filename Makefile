# Every task of the project in one place; `make` alone lists them.
# PYTHON picks the interpreter (3.11 or later): make run PYTHON=python3.12
# ARGS goes to the command itself:              make run ARGS="--port 9000"
# JOBS is how many processes run the tests:     make test JOBS=0 ARGS="--pdb tests/test_build.py"

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet
ARGS   ?=
JOBS   ?= logical

.DEFAULT_GOAL := help
.PHONY: help install run test check engines conformance lint-deploy measure citations bench-convert bench-serve cached format graph lock clean fuzz

help:  ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' Makefile

install: $(VENV)/run.stamp  ## make .venv with the pinned libraries and the unodc-kg command

run: install  ## build the graph, check it and serve it on http://127.0.0.1:8000/
	$(BIN)/unodc-kg run $(ARGS)

test: $(VENV)/dev.stamp node_modules/.stamp  ## run the tests, on up to four processors
	$(BIN)/$(PYTEST) $(ARGS)

check: $(VENV)/dev.stamp node_modules/.stamp  ## everything that a change must pass: format, lint, types, imports, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/$(PYTEST) $(ARGS)

conformance: $(VENV)/dev.stamp  ## run the W3C suites of SPARQL through HTTP (needs the shared suites)
	$(BIN)/python -m bench.conformance $(ARGS)

engines: $(VENV)/dev.stamp  ## install the servers that the tests also ask: Oxigraph, and with apt Virtuoso
	@command -v virtuoso-t >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get install --yes --no-install-recommends virtuoso-opensource-7-bin virtuoso-opensource-7-common; \
	  else \
	    echo "Virtuoso is missing, so its tests are skipped. On Debian, as root:" >&2; \
	    echo "  apt-get install virtuoso-opensource-7-bin virtuoso-opensource-7-common" >&2; \
	  fi; }

measure: $(VENV)/dev.stamp  ## say how much of the structure of real resolutions is read (needs the shared corpus)
	$(BIN)/python bench/structure.py $(ARGS)

bench-convert: $(VENV)/dev.stamp  ## say how fast documents are converted, and how time and memory grow (ARGS=--short)
	$(BIN)/python bench/convert.py $(ARGS)

bench-serve: $(VENV)/dev.stamp  ## say how fast the service answers, beside other SPARQL servers (ARGS="--sizes 1m")
	$(BIN)/python bench/serve $(ARGS)

cached: $(VENV)/dev.stamp  ## say how many answers one core gives a second, from the cache and new (needs wrk)
	$(BIN)/python bench/cached.py $(ARGS)

citations: $(VENV)/dev.stamp  ## say how well citations are found, and why not (needs the shared corpus)
	$(BIN)/python bench/citations.py $(ARGS)

lint-deploy: $(VENV)/dev.stamp  ## check Dockerfile, compose file, systemd unit and nginx configuration, with what is installed
	$(BIN)/python -m pytest -q -rs tests/test_deploy.py

fuzz: $(VENV)/dev.stamp  ## send changed queries to a service of its own, ARGS="--seconds 600 --seed 7"
	$(BIN)/python tests/fuzz.py $(ARGS)

format: $(VENV)/dev.stamp  ## lay out the code and mend what ruff can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

graph: install  ## convert graph/sources again into graph/converted
	$(BIN)/unodc-kg convert $(ARGS)

lock:  ## pin the newest allowed libraries again (needs uv)
	printf 'setuptools>=77\n' | $(COMPILE) pyproject.toml - -o requirements.lock
	printf 'setuptools>=77\n' | $(COMPILE) pyproject.toml - --group dev -c requirements.lock -o requirements-dev.lock

clean:  ## remove what was built: the store, caches and .venv
	rm -rf data build .venv .engines node_modules .pytest_cache .ruff_cache .mypy_cache .hypothesis .import_linter_cache .coverage
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +
	rm -rf src/*.egg-info

# A process that has done its tests takes over those of another. More than four would wait for disk and memory.
PYTEST = python -m pytest --numprocesses $(JOBS) --maxprocesses 4 --dist worksteal

# --universal writes the versions and hashes of every platform and Python, and no address of an index.
COMPILE = uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header \
          --no-emit-index-url --no-emit-find-links

# A stamp is younger than what it was made from, so nothing is installed twice; a broken installation leaves none.
# A lock file is complete: --no-deps keeps pip (before 23.3) from looking for newer versions of extras (coverage[toml]).
$(VENV)/run.stamp: requirements.lock pyproject.toml | $(BIN)/python
	$(PIP) install --no-deps --require-hashes -r requirements.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev.stamp: requirements-dev.lock $(VENV)/run.stamp
	$(PIP) install --no-deps --require-hashes -r requirements-dev.lock
	@touch $@

# Programs in JavaScript that the tests ask the service with. Where they cannot be had, those tests are skipped.
node_modules/.stamp: package-lock.json
	@if command -v npm >/dev/null && npm ci --no-audit --no-fund --ignore-scripts --loglevel=error; then touch $@; \
	  else echo "Comunica was not installed (Node.js with npm is needed), so its tests are skipped." >&2; fi

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "error: '$(PYTHON)' is not Python 3.11 or later. Install it, or name another: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "error: '$(PYTHON)' has no venv module. On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

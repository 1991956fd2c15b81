# Sunshine. `make help` explains every target; `make run` and `make test` need nothing but Python and make.

PYTHON ?= python3
PORT ?= 8000
FOLDER ?= var/run
NODE ?= --help
DO ?= --help
SEEDS ?= 20
FIRST ?= 1
VILLAGES ?= 30
DAYS ?= 90
WITHOUT ?=
QUIET ?=
LOCAL := .venv/bin/python
PYTHON_FILES := .

.DEFAULT_GOAL := help
.PHONY: help run manage demo test test-long simulate check bench chaos privacy accessibility compose-test village-test format lock clean install

help: ## Show this list
	@echo "Sunshine: a township, its villages and its district in the open. Targets:"
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "  %-14s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))
	@echo "Choose with PYTHON=python3.12, PORT=9000, FOLDER=var/other, for example: make run PORT=9000"

run: install ## Start the pilot district here, on ports from PORT on; Ctrl-C stops it, the data stay in FOLDER
	@$(LOCAL) -m pilot.run --port $(PORT) --folder $(FOLDER)

manage: install ## Look after one node, running or not: make manage NODE=oversight DO="parked list"; DO=--help lists all
	@$(LOCAL) -m pilot.manage --port $(PORT) --folder $(FOLDER) $(NODE) $(DO)

demo: install ## Play one scripted year of the district, every step checked, in a data folder of its own
	@$(LOCAL) -m pilot.demo

test: install ## Run the tests (3 at a time; starts real processes on free ports)
	@$(LOCAL) -m pytest -n 3 --dist loadfile -m "not long" $(ARGS)

test-long: install ## Run the tests that take long: rules spoilt in turn, replicas, the kiosk in a browser
	@$(LOCAL) -m pytest -n 3 --dist loadfile -m long $(ARGS)

simulate: install ## Live through SEEDS histories of a district with faults (VILLAGES, DAYS, FIRST); see docs/simulation.md
	@$(LOCAL) -m tests.simulation --seeds $(SEEDS) --first $(FIRST) --villages $(VILLAGES) --days $(DAYS) \
		--without "$(WITHOUT)" $(if $(QUIET),--quiet $(QUIET)) $(ARGS)

check: install ## Check style, types and who imports whom; changes nothing
	@$(LOCAL) -m ruff check $(PYTHON_FILES)
	@$(LOCAL) -m ruff format --check $(PYTHON_FILES)
	@$(LOCAL) -m mypy
	@$(LOCAL) -c 'import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command(["--no-logo"]))'

bench: install ## Measure speed and memory against a floor; prints a table, writes bench.json
	@$(LOCAL) -m bench

chaos: install ## Kill, freeze, empty and fill what runs, under load; count what was lost or done twice: ARGS=--help
	@$(LOCAL) -m chaos $(ARGS)

privacy: install ## After a whole quarter, search all that is left for who complained, and try every key after erasure
	@$(LOCAL) -m tests.privacy $(ARGS)

accessibility: install ## Open every page of all three services, filled, in Chromium: axe, HTML, both languages, phone and desk
	@$(LOCAL) -m tests.accessibility $(ARGS)

village-test: install ## A village far away with real processes: it joins, loses its power, is updated
	@$(LOCAL) -m pytest -q -n 0 -o timeout=400 tests/pilot/village/for_real.py

compose-test: install ## Bring up docker-compose.yml in a Docker Engine and run the demo's checks against it
	@deploy/compose-test

format: install ## Put the Python files into the one layout and mend what ruff can mend
	@$(LOCAL) -m ruff check --fix $(PYTHON_FILES)
	@$(LOCAL) -m ruff format $(PYTHON_FILES)

lock: install ## Write requirements.lock anew from pyproject.toml: one hashed file for every Python and platform
	@$(LOCAL) -m uv --version >/dev/null 2>&1 || $(LOCAL) -m pip install --quiet uv
	@$(LOCAL) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
		--no-emit-index-url --no-emit-find-links --group dev pyproject.toml -o requirements.lock
	@echo "requirements.lock is written; make install puts it to use."

clean: ## Delete what can be made again: caches and .venv. Data in var/ stay
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build bench.json
	@find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +

install: ## Make .venv and install requirements.lock (every target that needs it does this first)
	@$(PYTHON) pilot/bootstrap.py

# Everything a newcomer or a developer types. `make help` lists it.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help setup run test check bench soak format lint types contracts assets docs lock

help: ## this list
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:[^#]*## /\t/' | expand -t 14

setup: $(STAMP) ## a .venv with everything, exactly the locked versions

$(STAMP): requirements/dev.txt requirements/inputs.txt pyproject.toml
	@command -v git >/dev/null || { echo "Bitte zuerst git installieren / please install git first: apt install git" >&2; exit 1; }
	@command -v $(PYTHON) >/dev/null || { echo "Bitte zuerst Python 3.11 oder neuer installieren / please install Python 3.11 or newer first: apt install python3" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Allmende braucht Python 3.11 oder neuer / needs Python 3.11 or newer; set PYTHON=..." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Bitte zuerst python3-venv installieren / please install python3-venv first: apt install python3-venv" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "setting up $(VENV) ..."
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes --no-deps -r requirements/inputs.txt
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

run: setup ## two towns that talk to each other, to click through
	@exec $(BIN)/python -m node dev

check: setup format-check lint types contracts ## format, lint, types, contracts, tests on SQLite
	@env -u PYTHONDONTWRITEBYTECODE $(BIN)/pytest -q -n 3 -m "not peer and not browser and not slow and not soak" --engine sqlite

test: setup ## check, and PostgreSQL, the Fedify peer, clients, the browser, a fuzzer: what CI runs
	@./scripts/test.sh

bench: setup ## the figures of docs/performance.md
	$(BIN)/python -m bench

soak: setup ## the full numbers
	$(BIN)/pytest -q -m soak
	$(BIN)/pytest -q -m hypothesis --hypothesis-profile explore

.PHONY: format-check
format-check: setup
	$(BIN)/ruff format --check -q .
lint: setup
	$(BIN)/ruff check -q .
types: setup
	$(BIN)/mypy --no-error-summary
contracts: setup
	$(BIN)/lint-imports --no-cache

format: setup ## put the code in order
	$(BIN)/ruff format -q . && $(BIN)/ruff check -q --fix .

assets: setup ## style sheet and fonts of the pages, from node/web/style
	$(BIN)/python scripts/assets.py

docs: setup ## the documentation as a site, in build/docs
	$(BIN)/python -m sphinx -q -W -b html docs build/docs
	@echo "build/docs/index.html"

lock: ## renew requirements/*.txt to the newest versions (needs uv)
	uv pip compile --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q requirements/dev.in -o requirements/dev.txt
	uv pip compile --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q -c requirements/dev.txt requirements/runtime.in -o requirements/runtime.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q --no-deps requirements/inputs.in -o requirements/inputs.txt

# Every target does all of its own set-up. Needs Python 3.11 or later and make, nothing else. `make help` lists the targets.
MAKEFLAGS += --no-print-directory
PYTHON ?=
PORT ?= 8000
PY := .venv/bin/python
PIP := $(PY) -m pip --quiet --disable-pip-version-check --no-input
CATALOGUES := $(wildcard src/ortaq/locale/*/LC_MESSAGES/django.po)
export PORT

.PHONY: help demo test check bench fault prune clauses pictures format lock messages clean

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1  /p' Makefile

demo: .make/run .make/catalogues ## a crossing point's day in the browser: http://localhost:8000 (PORT=… for another port)
	@exec $(PY) -m ortaq demo --with-parent

test: .make/dev .make/catalogues ## the whole suite, the browser's part included
	@exec $(PY) tests/run.py $(ARGS)

check: .make/dev .make/catalogues ## style, types, templates, translations, the pack, migrations
	@exec $(PY) tests/check.py

bench: .make/dev .make/catalogues ## measure against the raw database, in the same run
	@exec $(PY) tests/bench.py $(ARGS)

fault: .make/dev .make/catalogues ## kill each process again and again, and look for what is lost or doubled
	@exec $(PY) tests/fault.py $(ARGS)

prune: .make/dev .make/catalogues ## take each point out of the pack and show that the tests that carry it fail
	@exec $(PY) -m pytest -n 2 -p pruning -m "clause" -rX $(ARGS)

clauses: .make/dev ## write the map of the Instruction from the marks in the tests
	@exec $(PY) tests/clauses.py

pictures: .make/dev .make/catalogues ## draw every screen of a fresh demo for docs/screens/
	@exec $(PY) tests/pictures.py $(ARGS)

format: .make/dev ## rewrite the source in its style
	@$(PY) -m ruff check --fix . && $(PY) -m ruff format .

messages: .make/dev ## bring the translations' files up to the strings in use
	@$(PY) -m ortaq.lib.catalogues extract

lock: .make/run ## pin the newest versions again
	@$(PIP) install uv
	@exec $(PY) tests/lock.py

clean: ## remove what the targets above made, the demo's data included
	rm -rf .venv .make var build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

.make/venv:
	@PYTHON="$(PYTHON)" sh requirements/venv.sh
	@mkdir -p .make && touch $@

.make/run: requirements/run.txt pyproject.toml hatch_build.py | .make/venv
	@echo "Installing what Ortaq needs …"
	@$(PIP) install --require-hashes -r requirements/run.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.make/dev: requirements/dev.txt .make/run
	@echo "Installing what its tests need …"
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@

.make/catalogues: $(CATALOGUES) .make/run
	@$(PY) -m ortaq.lib.catalogues compile
	@touch $@

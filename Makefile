# make run: the product on this machine. make test: everything against real servers. Needs Python 3.11-3.13 with venv, nothing else.
.DEFAULT_GOAL := help
.PHONY: help setup setup-run run run-lan test check test-faults format lock stop
SHELL := /bin/sh
FITS = import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	if $$p -c '$(FITS)' 2>/dev/null; then command -v $$p; break; fi; done)
PY := .venv/bin/python
TEST_DATA := .data/test
IN_TEST := CSD_DATA_DIR="$(TEST_DATA)"

help:
	@echo 'make run          install what is missing and start the product; Ctrl-C stops all of it'
	@echo 'make run-lan      the same for the office network: HTTPS with a certificate made here, phones included'
	@echo 'make test         every check and test (BROWSER=none leaves the browser tests out)'
	@echo 'make check        the part of it that takes less than a minute'
	@echo 'make test-faults  processes and servers killed in the middle of work'
	@echo 'make setup        install only; make stop: stop the servers; make format; make lock'

setup-run:
	@[ -n "$(PYTHON)" ] || { echo 'Set-up stopped: Python 3.11, 3.12 or 3.13 is needed and none was found; name one with make PYTHON=...' >&2; exit 1; }
	@"$(PYTHON)" -m csd.installation.bootstrap run

setup:
	@[ -n "$(PYTHON)" ] || { echo 'Set-up stopped: Python 3.11, 3.12 or 3.13 is needed and none was found; name one with make PYTHON=...' >&2; exit 1; }
	@"$(PYTHON)" -m csd.installation.bootstrap test

run: setup-run
	@exec $(PY) manage.py run

run-lan: setup-run
	@exec $(PY) manage.py run --lan

stop:
	@$(PY) manage.py services stop

check: setup
	@$(PY) -m tests.everything check

test: setup
	@$(PY) -m tests.everything test

test-faults: setup
	@$(PY) -m tests.everything faults

format: setup
	@$(PY) -m ruff check --fix .
	@$(PY) -m ruff format .

lock: setup
	@$(PY) -m uv pip compile --quiet --universal --python-version 3.11 --only-binary :all: --no-header --no-annotate pyproject.toml -o requirements.txt
	@$(PY) -m uv pip compile --quiet --universal --python-version 3.11 --only-binary :all: --no-header --no-annotate --group dev -c requirements.txt -o tests/requirements.txt

# make run: the product on this machine. make test: everything against real servers. Needs Python 3.11-3.13 with venv, nothing else.
.DEFAULT_GOAL := help
.PHONY: help setup setup-run run run-lan fast check test test-all test-faults one db new-subject format lock stop
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
	@echo 'make test-all     the same with every crawl whole, the largest inputs and coverage: for nights and releases'
	@echo 'make check        the part of it that takes less than a minute'
	@echo 'make fast         lint and the tests of what you changed, in seconds; make one T=tests/csd/test_money.py: only those'
	@echo 'make db           psql in the database of this installation, as the application'
	@echo 'make new-subject  S=payroll/gifts: a package with its rooms, a README and a first test'
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

fast:
	@$(PY) -m tests.everything fast

one:
	@$(PY) -m tests.everything one $(T)

db:
	@psql "$$($(PY) manage.py services dsn --role csd_app)"

new-subject:
	@$(PY) -m tests.new_subject $(S) $(ROOMS)

check: setup
	@$(PY) -m tests.everything check

test: setup
	@$(PY) -m tests.everything test

test-all: setup
	@$(PY) -m tests.everything all

test-faults: setup
	@$(PY) -m tests.everything faults

format: setup
	@$(PY) -m ruff check --fix .
	@$(PY) -m ruff format .

lock: setup
	@$(PY) -m uv pip compile --quiet --universal --python-version 3.11 --only-binary :all: --no-header --no-annotate pyproject.toml -o requirements.txt
	@$(PY) -m uv pip compile --quiet --universal --python-version 3.11 --only-binary :all: --no-header --no-annotate --group dev -c requirements.txt -o tests/requirements.txt

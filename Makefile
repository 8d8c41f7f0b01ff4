# Every command can be given twice: what is done already is not done again.
# PORT=8001 and PYTHON=python3.12 may follow any of them.
.DEFAULT_GOAL := help
.PHONY: help run dev test test-servers test-browser test-browser-again lint format lock smoke lighthouse

help:  ## list these commands
	@sed -n 's/^\([a-z-]*\):.*## /  make \1|/p' Makefile | column -t -s '|'

run:  ## install, prepare and serve the site on http://127.0.0.1:8000
	@exec bin/start run

dev:  ## the same with DEBUG and reload, for working on the code
	@exec bin/start dev

test:  ## all tests that need no server and no browser
	@bin/start install-dev
	@.venv/bin/pytest -n 2 -m "not server and not browser"

test-servers:  ## all tests on PostgreSQL and Redis, started for the purpose
	@bin/start install-dev
	@bin/with-servers .venv/bin/pytest -n 2 -m "not browser"

test-browser:  ## the tests that drive Chromium
	@bin/start install-dev
	@.venv/bin/pytest -n 2 --dist worksteal -m browser

test-browser-again:  ## those of them that failed the last time, once more
	@bin/start install-dev
	@.venv/bin/pytest -m browser --last-failed --last-failed-no-failures none

lint:  ## style, format, templates, import rules, spelling, migrations
	@bin/start install-dev
	@bin/lint

format:  ## put Python into the one format
	@bin/start install-dev
	@.venv/bin/ruff check --fix --quiet .
	@.venv/bin/ruff format .

lock:  ## bring the lock files up to date with requirements*.in (UPGRADE=1: newest versions)
	@bin/start install-dev
	@bin/lock $(if $(UPGRADE),--upgrade)

smoke:  ## try `make run` in a fresh copy with an empty environment
	@bin/smoke

lighthouse: node_modules  ## let Lighthouse rate the busiest pages (needs node, npm and Chromium)
	@bin/start install
	@.venv/bin/python bin/lighthouse.py

node_modules: package.json package-lock.json .npmrc
	@npm ci --loglevel=error
	@touch node_modules

# Drom. `make` alone says what there is.
PORT ?= 8000
PYTHON := $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
HERE := .venv/.here-$(shell pwd | cksum | cut -d ' ' -f 1)# a .venv holds its folder's path: made anew after a move
.DEFAULT_GOAL := help
.PHONY: help setup setup-dev chromium hunspell voices hearing run test talk check docs bench fix lock image clean

help: ## say what there is
	@grep -E '^[a-z-]+:.*##' $(firstword $(MAKEFILE_LIST)) | sed 's/:.*##/\t/' | expand -t 14

setup: .venv/.ready ## make .venv and install what running needs

setup-dev: .venv/.ready-dev

$(HERE):
	@test -n "$(PYTHON)" || { echo "Drom needs Python 3.11 or newer: sudo apt install python3 python3-venv"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python's venv is missing: sudo apt install $(PYTHON)-venv"; exit 1; }
	@grep -qsF "$(CURDIR)/.venv/" $(BIN)/pip || $(PYTHON) -m venv --clear .venv
	@touch $@

.venv/.ready: requirements.lock pyproject.toml $(HERE)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps -e .
	@touch $@

.venv/.ready-dev: requirements-dev.lock .venv/.ready
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.lock
	@touch $@

hunspell:
	@test -f /usr/share/hunspell/tr_TR.aff || \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "installing the dictionaries of the spelling check"; apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq hunspell-de-de hunspell-ro hunspell-bg hunspell-tr >/dev/null; \
	  else echo "The spelling check needs dictionaries: sudo apt install hunspell-de-de hunspell-ro hunspell-bg hunspell-tr"; exit 1; fi

chromium:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "installing Chromium for the browser tests"; apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-noto-color-emoji >/dev/null; \
	  else echo "The browser tests need Chromium: sudo apt install chromium"; exit 1; fi
	@command -v chromium-headless-shell >/dev/null || \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "installing a Chromium without windows: the browser tests take a third of the time"; \
	    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium-headless-shell >/dev/null; } \
	      || echo "there is none here: the tests take the whole Chromium"; \
	  else echo "For faster browser tests: sudo apt install chromium-headless-shell"; fi

run: setup ## set up and serve on PORT (8000)
	$(BIN)/drom serve --port $(PORT)

test: setup-dev chromium hunspell ## set up and run every check and test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -q -n 3 --dist loadfile --no-loadscope-reorder

voices: setup ## install what neural voices need; docs/voices.md
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-voices.lock

hearing: setup ## install what understanding voice notes needs; docs/hearing.md
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-hearing.lock

talk: setup ## talk to it in the terminal
	$(BIN)/drom talk

check: setup-dev ## check the content
	$(BIN)/drom check

docs: setup ## draw docs/cards.md from the content
	$(BIN)/drom overview > docs/cards.md

bench: setup-dev ## measure it: speed beside the bare framework, delivery, understanding
	$(BIN)/python -m bench
	$(BIN)/python -m bench.delivery
	$(BIN)/python -m bench.understanding

fix: setup-dev ## put code in its form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: setup ## pin requirements*.in anew
	$(BIN)/python -m pip install --quiet uv
	for name in requirements requirements-voices requirements-hearing requirements-dev; do \
	  $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-emit-find-links $$name.in -o $$name.lock || exit 1; done

image: ## build the container image
	docker build -t drom .

clean: ## remove what was made here, but not var/ and its talks
	rm -rf .venv build *.egg-info audio/built .mypy_cache .ruff_cache .hypothesis .import_linter_cache

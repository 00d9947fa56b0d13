# `make help` lists what there is to make. The first call sets everything up in .venv; later ones only what changed.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help install app forecast test test-slow test-browser golden bench docs lint format pins clean FORCE

PYTHON ?= $(firstword $(foreach p,python3 python3.13 python3.12 python3.11 python,$(shell \
    command -v $p >/dev/null && $p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $p)) python3)
FOLDERS := package model scenarios runs calibration experiments reports cli
SIZE ?= default
SIZE_default :=
SIZE_small := --draws 10 --replicates 2
$(if $(filter default small,$(SIZE)),,$(error SIZE is default or small, not $(SIZE)))
# A quick look has a folder of its own, so that it never stands in the place of the real forecast.
RESULTS_default := results/forecast
RESULTS_small := results/forecast-small
RESULTS ?= $(RESULTS_$(SIZE))
BIN := .venv/bin
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check --no-input

help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | awk -F '\t' '{ printf "make %-14s %s\n", $$1, $$2 }'

.venv/.made:
	@$(PYTHON) -c 'import sys; sys.exit("Samspil needs Python 3.11 or later, not " + sys.version.split()[0] + "; name one with make PYTHON=...") if sys.version_info < (3, 11) else None'
	@$(PYTHON) -m venv .venv
	@touch $@

# Pinned and hashed where this Python has pins; the ranges in pyproject.toml where it has none.
.venv/.pinned: .venv/.made $(wildcard requirements/*.txt)
	@pins=requirements/$$($(BIN)/python -c 'import sys; print("py%d%d.txt" % sys.version_info[:2])'); \
	if [ -f "$$pins" ]; then \
	    echo "Installing the pinned dependencies into .venv (some minutes, once)" >&2; \
	    $(PIP) --require-hashes -r "$$pins"; \
	else \
	    echo "No $$pins: installing whatever release fits pyproject.toml into .venv" >&2; \
	    $(PIP) '.[app,cluster,dask,notebooks,docs,dev]' && $(BIN)/python -m pip uninstall -qq -y samspil; \
	fi
	@touch $@

# The names of all source files: it changes, and the links are laid anew, when one is added, moved or removed.
.venv/.files: .venv/.made FORCE
	@now=$@.$$$$; find $(FOLDERS) -type f ! -path '*/__pycache__/*' ! -name '.*' 2>/dev/null | LC_ALL=C sort > "$$now"; \
	if cmp -s "$$now" $@; then rm "$$now"; else mv "$$now" $@; fi

.venv/.installed: .venv/.pinned .venv/.files pyproject.toml setup.py
	@rm -rf build/__editable__.*
	@$(PIP) --no-deps --no-build-isolation --config-settings editable_mode=strict -e .
	@touch $@

install: .venv/.installed  ## only set up: .venv with the pinned dependencies and the project

forecast: .venv/.installed  ## the main job, report in results/forecast (SIZE=small: a quick look, in results/forecast-small)
	@$(BIN)/samspil forecast $(SIZE_$(SIZE)) --resume --to $(RESULTS)

app: .venv/.installed  ## the live page, at http://127.0.0.1:8765 (Ctrl-C ends it)
	@$(BIN)/samspil app

test: .venv/.installed  ## all tests but the slow and the browser ones
	@$(BIN)/python -m pytest -n 2 --dist worksteal

test-slow: .venv/.installed  ## the slow tests
	@$(BIN)/python -m pytest -m slow

golden: .venv/.installed  ## put the figures of all scenarios on record again, after a change that is meant
	@$(BIN)/python -m tests.golden

test-browser: .venv/.installed  ## the tests that need a browser
	@$(BIN)/python -m pytest -m browser

bench: .venv/.installed  ## time and memory, printed and written to docs/benchmarks.md
	@$(BIN)/python -m benchmarks

docs: .venv/.installed  ## the pages that are made from the code, and the site of all pages in build/site
	@$(BIN)/python -m docs.generate
	@$(BIN)/python -m docs.site

lint: .venv/.installed  ## ruff, pyright and the import contracts
	@$(BIN)/ruff check --quiet --output-format concise .
	@$(BIN)/ruff format --quiet --check .
	@$(BIN)/pyright --warnings --level warning
	@$(BIN)/lint-imports --no-logo

format: .venv/.installed  ## mend what ruff can mend by itself
	@$(BIN)/ruff check --quiet --fix .
	@$(BIN)/ruff format --quiet .

pins: .venv/.installed  ## resolve the dependencies anew for this Python
	@$(BIN)/python -m piptools compile --quiet --upgrade --all-extras --allow-unsafe --strip-extras --generate-hashes \
	    --no-header --annotation-style line --no-emit-options --no-emit-index-url --no-emit-trusted-host --no-emit-find-links \
	    --output-file requirements/$$($(BIN)/python -c 'import sys; print("py%d%d.txt" % sys.version_info[:2])') pyproject.toml

clean:  ## remove .venv, build and caches; results stay
	@rm -rf .venv build dist samspil.egg-info .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	@find $(FOLDERS) tests benchmarks docs -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

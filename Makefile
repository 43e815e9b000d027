# make score   install the base package into .venv and score a sample posting
# make test    install what the tests need, run the whole suite, and hold the fast evaluation suites to their floors
# make test-browser   walk the web application in Chromium, and look for faults of accessibility (some five minutes)
# make test-servers   kill servers, put two on one PostgreSQL, and have the shipped models answer (some three minutes)
# make eval    measure everything anew and write eval/README.md (some ten minutes)
# make bench   measure speed beside other ways (hours, on a quiet machine); parts: python -m benchmarks --help
# Needs Python 3.11 or newer, pip and make. Every version is pinned in constraints.txt.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check
SAMPLE := corpora/samples/customer-support-rep.txt
AXE    := build/axe-core/package/axe.min.js

.PHONY: score test test-browser test-servers eval lint bench clean

score: $(VENV)/.base
	@$(BIN)/jdmatch score $(SAMPLE) --html report.html
	@echo "The same as a page: report.html"

test: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -n 2 --dist loadfile
	$(BIN)/jdmatch eval run --suite fast --system default --no-baselines --floors eval/floors.toml --out build/eval

# Needs Chromium at /usr/bin/chromium, and npm for axe-core: what can not be done is skipped with a message.
test-browser: $(VENV)/.test
	@$(MAKE) --no-print-directory $(AXE) || echo "axe-core could not be taken from npm: its tests are skipped."
	$(BIN)/python -m pytest tests/browser

# Needs PostgreSQL from Debian's packages for half of them: without it those are skipped with a message.
test-servers: $(VENV)/.test
	$(BIN)/python -m pytest tests/servers

$(AXE):
	@mkdir -p build/axe-core
	@cd build/axe-core && npm pack --silent axe-core@4 >/dev/null && tar xzf axe-core-4.*.tgz && rm axe-core-4.*.tgz

eval: $(VENV)/.test
	$(BIN)/jdmatch eval run --suite all --system default --floors eval/floors.toml
	$(BIN)/jdmatch eval plot eval/results --out eval/pictures
	$(BIN)/jdmatch eval table

lint: $(VENV)/.test
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.test
	$(BIN)/python -m benchmarks setup
	$(BIN)/python -m benchmarks run
	$(BIN)/python -m benchmarks plot

$(VENV)/.base: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "jdmatch needs Python 3.11 or newer: make PYTHON=python3.11 score")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing jdmatch into $(VENV) (once)"
	@$(PIP) install -q -c constraints.txt -e .
	@touch $@

# The [train] extra (torch, sentence-transformers) is wanted by a few tests; they are skipped with a message where it
# can not be had, and those of the [ray] extra (half a gigabyte) where it was not installed by hand. constraints.txt pins
# torch, so that no other build of it is chosen.
$(VENV)/.test: $(VENV)/.base
	$(PIP) install -q -c constraints.txt -e '.[test,research,lsp,report,web,postgres]'
	$(PIP) install -q -c constraints.txt -e '.[train]' || echo "The [train] extra could not be installed: tests that need it are skipped."
	@touch $@

clean:
	rm -rf $(VENV) build dist report.html

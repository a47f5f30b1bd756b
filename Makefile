# `make run` and `make test` work as the first command on a fresh clone: all they need is
# Python 3.11 to 3.14, pip and make. Everything is installed from requirements.lock into .venv.

VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
PYBOP_VENV := .venv-pybop
PYBOP_STAMP := $(PYBOP_VENV)/.installed
LINT_STAMP := $(VENV)/.installed-lint
DOCS_STAMP := $(VENV)/.installed-docs
WHEEL_ENV := build/wheel-env
PIP_FLAGS := --quiet --disable-pip-version-check
# Test processes: one per core, at most 8, for each imports PyBaMM (2 s) and takes 1 GB; 0 runs everything in one.
WORKERS ?= logical
# Further arguments for pytest, e.g. make test ARGS="-k errors -x"
ARGS ?=

# No usage reports from test and batch runs, and no thread pools that fight over the cores.
export PYBAMM_DISABLE_TELEMETRY := true
export OMP_NUM_THREADS ?= 1
export OPENBLAS_NUM_THREADS ?= 1
export MPLBACKEND ?= Agg

# The first interpreter that starts, is recent enough and can make environments with pip.
ifeq ($(origin PYTHON), undefined)
PYTHON = $(shell for p in python3.11 python3.12 python3.13 python3.14 python3 python; do \
	"$$p" -c 'import ensurepip, sys, venv; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 15))' \
	>/dev/null 2>&1 && { echo "$$p"; break; }; done)
endif

.DEFAULT_GOAL := help
.PHONY: help run install test test-all test-lowest test-newest browser lint format types mypy pyright doctest wheel-env docs docs-figures bench pybop try-wheel closure-fit reference-fit mutants fuzz lock clean

help: ## list the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: $(STAMP) ## the report on the reference cell, into results/report (a minute or two)
	$(BIN)/sclcell report PHLP-15 --out results/report
	@echo "open results/report/report.html"

install: $(STAMP) ## make .venv and install the locked dependencies and this package, editable

$(STAMP): pyproject.toml requirements.lock
	@test -n "$(PYTHON)" || { echo "No Python 3.11 to 3.14 with venv and pip was found;" \
		"install one or name it: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install $(PIP_FLAGS) -r requirements.lock
	$(BIN)/python -m pip install $(PIP_FLAGS) --no-deps --editable .
	@touch $@

$(LINT_STAMP): $(STAMP) requirements-lint.lock
	$(BIN)/python -m pip install $(PIP_FLAGS) -r requirements-lint.lock
	@touch $@

$(DOCS_STAMP): $(STAMP) requirements-docs.lock
	$(BIN)/python -m pip install $(PIP_FLAGS) -r requirements-docs.lock
	@touch $@

test: $(STAMP) ## all tests but the slow ones
	$(BIN)/python -m pytest -m "not slow" -n $(WORKERS) --maxprocesses 8 $(ARGS)

test-all: $(STAMP) ## all tests, the slow ones too
	$(BIN)/python -m pytest -n $(WORKERS) --maxprocesses 8 $(ARGS)

test-lowest: ## the fast tests with the lowest direct dependencies that pyproject.toml allows
	PYTHON=$(PYTHON) .ci/test_resolved lowest-direct $(ARGS)

test-newest: ## the fast tests with the newest dependencies
	PYTHON=$(PYTHON) .ci/test_resolved highest $(ARGS)

browser: $(STAMP) ## the pages in a headless Chromium; fails if there is none
	SCLCELL_BROWSER=required $(BIN)/python -m pytest -q -rs tests/unit/test_report_browser.py \
		tests/unit/test_explore_browser.py

lint: $(LINT_STAMP) ## formatting and lint rules, without changing anything
	$(BIN)/ruff format --check
	$(BIN)/ruff check

format: $(LINT_STAMP) ## format, and mend what can be mended
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

# Type checkers cannot follow an editable install whose packages are mapped from root folders, so
# they look at an installed wheel. Its environment borrows the dependencies from $(VENV) by a path
# line; .pth files in a borrowed folder are not read, so the editable sclcell stays out of sight.
wheel-env: $(LINT_STAMP)
	rm -rf build
	$(BIN)/python -m pip wheel $(PIP_FLAGS) --no-deps --wheel-dir build/wheel .
	$(BIN)/python -m venv --without-pip $(WHEEL_ENV)
	$(BIN)/python -m pip --python $(WHEEL_ENV)/bin/python install $(PIP_FLAGS) --no-deps build/wheel/*.whl
	site=$$($(WHEEL_ENV)/bin/python -c 'import site; print(site.getsitepackages()[0])') && \
	$(BIN)/python -c 'import site; print(site.getsitepackages()[0])' > "$$site/borrowed.pth"
	cd $(WHEEL_ENV) && bin/python -c 'import sclcell.models as m, sys; print("checking", m.__file__); \
		sys.exit("wheel-env" not in m.__file__)'

types: mypy pyright ## mypy and pyright, on an installed wheel

mypy: wheel-env
	cd $(WHEEL_ENV) && bin/python -m mypy --config-file $(CURDIR)/pyproject.toml -p sclcell

pyright: wheel-env
	$(BIN)/python .ci/pyright_installed.py $(WHEEL_ENV)

doctest: wheel-env ## the examples in docstrings, on an installed wheel
	cd $(WHEEL_ENV) && bin/python -m pytest -c $(CURDIR)/pyproject.toml --rootdir . \
		-p no:cacheprovider --doctest-modules --pyargs sclcell

docs: $(DOCS_STAMP) ## documentation coverage, and the site into build/docs; warnings are errors
	$(BIN)/interrogate --quiet || $(BIN)/interrogate -v
	$(BIN)/python -m pytest -q tests/unit/test_docs_reference.py tests/unit/test_docs_site.py
	rm -rf build/docs
	$(BIN)/python -m sphinx -q -W --keep-going -b html -d build/doctrees docs build/docs
	@echo "open build/docs/index.html"

docs-figures: $(DOCS_STAMP) ## pictures and outputs in README and docs afresh; ARGS="tutorial validation" for some
	$(BIN)/python docs/_make/figures.py $(ARGS)

bench: $(STAMP) ## measure what is claimed, into docs/benchmarks.md; ARGS="--only cycling", ARGS=--small
	$(BIN)/python -m benchmarks $(ARGS)

# PyBOP caps NumPy below the version in requirements.lock, so it gets an environment of its own.
$(PYBOP_STAMP): $(STAMP) pyproject.toml examples/pybop/requirements.txt
	test -x $(PYBOP_VENV)/bin/python || $(BIN)/python -m venv $(PYBOP_VENV)
	$(PYBOP_VENV)/bin/python -m pip install $(PIP_FLAGS) -r examples/pybop/requirements.txt --editable .
	@touch $@

pybop: $(PYBOP_STAMP) ## the example that fits with PyBOP, and its test, in an environment of its own
	$(PYBOP_VENV)/bin/python examples/pybop/fit_with_pybop.py
	$(BIN)/python -m pytest tests/examples/test_pybop.py

mutants: $(STAMP) ## single faults, put in one at a time: which do the fast tests notice? ARGS="--number 60 --seed 1"
	$(BIN)/python tests/mutation $(ARGS)

fuzz: $(STAMP) ## 2000 random command lines and files; ARGS="--seed 3 --commands 200"
	$(BIN)/python tests/fuzz $(ARGS)

try-wheel: $(STAMP) ## the wheel on every Python that is here, or PYTHON=/path/to/python3.13
	.ci/try_wheel $(if $(filter command line environment,$(origin PYTHON)),$(PYTHON))

closure-fit: $(STAMP) ## fit the closures again and write their parameters
	$(BIN)/python -m sclcell.fitting.reference.closure_report --write

reference-fit: $(STAMP) ## fit the reference cell again and write its parameters
	$(BIN)/python -m sclcell.fitting.reference.reference_fit --write

# Resolved with the oldest supported Python, so that the pins install on the newer ones too.
lock: ## write the three lock files afresh
	rm -rf build && mkdir -p build
	python3.11 -m venv build/lock
	build/lock/bin/pip install $(PIP_FLAGS) '.[test]'
	{ echo "# Running and testing. Written by \`make lock\`; do not edit."; \
		build/lock/bin/pip freeze --exclude sclcell; } > build/requirements.lock
	build/lock/bin/pip install $(PIP_FLAGS) -c build/requirements.lock '.[test,lint]'
	{ echo "# Linters and type checkers, on top of requirements.lock. Written by \`make lock\`; do not edit."; \
		echo "-c requirements.lock"; \
		build/lock/bin/pip freeze --exclude sclcell | grep -vxFf build/requirements.lock; \
		} > build/requirements-lint.lock
	build/lock/bin/pip install $(PIP_FLAGS) -c build/requirements.lock '.[test,lint,docs]'
	{ echo "# The documentation site, on top of requirements.lock. Written by \`make lock\`; do not edit."; \
		echo "-c requirements.lock"; \
		build/lock/bin/pip freeze --exclude sclcell | grep -vxFf build/requirements.lock \
		| grep -vxFf build/requirements-lint.lock; } > build/requirements-docs.lock
	mv build/requirements.lock build/requirements-lint.lock build/requirements-docs.lock .
	rm -rf build

clean: ## remove what was built; .venv and results stay
	rm -rf build dist *.egg-info src/*.egg-info .pytest_cache .ruff_cache .mypy_cache .hypothesis .benchmarks
	find . -name __pycache__ -not -path './.venv*' -prune -exec rm -rf {} +

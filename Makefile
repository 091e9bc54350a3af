# Every way to build, check and run Tagboat. `make help` lists them.
PYTHON ?= python3.13
VENV := .venv
BIN := $(VENV)/bin
export PATH := $(abspath $(BIN)):$(PATH)
.DEFAULT_GOAL := check

$(VENV)/.ready: requirements/setup.txt requirements/dev.txt
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/setup.txt
	$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes requirements/dev.txt
	touch $@

.PHONY: setup
setup: $(VENV)/.ready ## Make the virtual environment from the lock files

.PHONY: lock
lock: ## Choose and pin dependencies again
	uv pip compile --quiet --no-header --upgrade --generate-hashes --python-version 3.13 layers/third_party/requirements.in -o layers/third_party/requirements.txt
	cd requirements && uv pip compile --quiet --no-header --upgrade --generate-hashes --python-version 3.13 dev.in -o dev.txt

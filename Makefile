# Evershare. `make help` lists the targets; `make test` and `make demo` set everything up by themselves.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup build compile-brownie compile-forge compile-deployed abi docs test test-e2e dapp dapp-pictures demo indexer economics replay replay-chain benchmarks gas fuzz nightly coverage prove audit mutants lint format lock system-deps clean

PLATFORM := $(shell uname -s | tr A-Z a-z)-$(shell uname -m | sed -e s/x86_64/amd64/ -e s/aarch64/arm64/)
FOUNDRY := node_modules/@foundry-rs
PYTHON := .venv/bin/python
WORKERS ?= 2
# A folder of hourly prices, <SYMBOL>_1h.csv; tests that need it skip where there is none.
PRICES ?= ../shared/data

# The set-up is repeated when a lock file's content changes, not when its date does.
PYTHON_READY := .venv/installed-$(firstword $(shell cksum < requirements/dev.lock))
NODE_READY := node_modules/.installed-$(firstword $(shell cksum < package-lock.json))
# A node of another make, for tests alone.
SECOND_NODE := tests/nodes
SECOND_NODE_READY := $(SECOND_NODE)/node_modules/.installed-$(firstword $(shell cksum < tests/nodes/package-lock.json))

# The index of the protocol's events, with packages of its own.
INDEXER := indexer
INDEXER_READY := $(INDEXER)/node_modules/.installed-$(firstword $(shell cksum < indexer/package-lock.json))

# What builds the pages, apart from the tests' packages.
DOCS_VENV := build/docs-venv
DOCS_READY := $(DOCS_VENV)/installed-$(firstword $(shell cksum < requirements/docs.lock))

# The web app, and the packages of its tests in a browser.
DAPP_READY := dapp/node_modules/.installed-$(firstword $(shell cksum < dapp/package-lock.json))
E2E_PACKAGES := build/e2e-packages
E2E_READY := $(E2E_PACKAGES)/installed-$(firstword $(shell cksum < requirements/e2e.lock))
E2E_PYTHON := PYTHONPATH=.:$(E2E_PACKAGES) PYTEST_DISABLE_PLUGIN_AUTOLOAD=1 $(PYTHON)
BROWSER := $(shell command -v chromium)

# What proves, apart from the tests' packages.
PROOF_VENV := build/proof-venv
PROOF_READY := $(PROOF_VENV)/installed-$(firstword $(shell cksum < requirements/proof.lock))

# What looks for weaknesses, apart from the tests' packages.
AUDIT_VENV := build/audit-venv
AUDIT_READY := $(AUDIT_VENV)/installed-$(firstword $(shell cat requirements/audit.lock tools/audit/package-lock.json | cksum))
# Of mutants: how many, and how long one's tests may take on a machine that does nothing else.
SAMPLE ?= 300
SECONDS_A_MUTANT ?= 60

export SOLCX_BINARY_PATH := $(CURDIR)/tools/solc
export PATH := $(CURDIR)/.venv/bin:$(CURDIR)/$(FOUNDRY)/forge-$(PLATFORM)/bin:$(CURDIR)/$(FOUNDRY)/anvil-$(PLATFORM)/bin:$(PATH)
export PYTHONPATH := .
export EVERSHARE_PRICES := $(PRICES)
# What would otherwise go to the home folder.
FORGE := HOME="$(CURDIR)/build/home" forge
export MPLCONFIGDIR := $(CURDIR)/build/matplotlib
export VVM_BINARY_PATH := $(CURDIR)/build/vvm
export PIP_DISABLE_PIP_VERSION_CHECK := 1

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' Makefile

# The packages of a folder's lock file, with a cache of its own, as several folders are filled at a time.
npm_ci = cd $(1) && npm ci --ignore-scripts --cache "$(CURDIR)/build/npm$(subst /,-,/$(1))" --loglevel error \
  && rm -rf "$(CURDIR)/build/npm$(subst /,-,/$(1))"

setup: $(PYTHON_READY) $(NODE_READY) ## install the Python and npm packages of the lock files into the checkout

$(PYTHON_READY): requirements/dev.lock
	@found=$$(command -v python3.11 || command -v python3) \
	  && "$$found" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	  || { echo "error: Python 3.11 or later with its venv module is needed (python3.11 or python3)" >&2; exit 1; }
	@test -x $(PYTHON) || "$$(command -v python3.11 || command -v python3)" -m venv .venv
	$(PYTHON) -m pip install --quiet --no-cache-dir --use-pep517 --require-hashes -r requirements/dev.lock
	@rm -f .venv/installed-* && touch $@

$(NODE_READY): package-lock.json
	@node -e 'process.exit(process.versions.node.split(".")[0] < 20 ? 1 : 0)' 2>/dev/null \
	  || { echo "error: Node 20 or later is needed (node)" >&2; exit 1; }
	@command -v npm >/dev/null || { echo "error: npm is needed" >&2; exit 1; }
	$(call npm_ci,.)
	@test -x $(FOUNDRY)/anvil-$(PLATFORM)/bin/anvil && test -x $(FOUNDRY)/forge-$(PLATFORM)/bin/forge \
	  || { echo "error: the npm packages hold no Anvil and forge for $(PLATFORM)" >&2; exit 1; }
	@touch $@

$(SECOND_NODE_READY): $(SECOND_NODE)/package-lock.json $(NODE_READY)
	$(call npm_ci,$(SECOND_NODE))
	@touch $@

$(INDEXER_READY): $(INDEXER)/package-lock.json $(NODE_READY)
	$(call npm_ci,$(INDEXER))
	@touch $@

build: compile-brownie compile-forge compile-deployed ## compile the contracts with Brownie, with forge, and for deploying

compile-brownie: setup
	$(PYTHON) -m evershare.devchain

compile-forge: setup
	$(FORGE) build

compile-deployed: setup
	$(PYTHON) -m evershare.deploying.compiler

abi: setup ## write the contracts' interfaces into the Python package and docs/access.md, after a contract has changed
	$(FORGE) build
	$(PYTHON) -m evershare.abi.generate
	$(PYTHON) -m evershare.abi.access

test: ## run every check and test
	$(MAKE) -j$(WORKERS) lint build $(SECOND_NODE_READY) $(if $(BROWSER),$(E2E_NEEDS))
	brownie test -n $(WORKERS)
	$(PYTHON) -m tools.called
	$(FORGE) test
ifneq ($(BROWSER),)
	$(MAKE) test-e2e
else
	@echo "NOT TESTED: the web app, as there is no chromium here. Run make system-deps as root, then make test-e2e." >&2
endif

docs: $(DOCS_READY) ## build the pages of docs/ and the reference of the Python package into build/site
	NO_MKDOCS_2_WARNING=1 $(DOCS_VENV)/bin/mkdocs build --quiet

$(DOCS_READY): requirements/docs.lock $(PYTHON_READY)
	$(PYTHON) -m venv $(DOCS_VENV)
	$(DOCS_VENV)/bin/pip install --quiet --no-cache-dir --require-hashes -r requirements/docs.lock
	@rm -f $(DOCS_VENV)/installed-* && touch $@

$(DAPP_READY): dapp/package-lock.json $(NODE_READY)
	$(call npm_ci,dapp)
	@touch $@

dapp/dist/index.html: $(DAPP_READY) $(shell find dapp/src dapp/scripts evershare/abi -type f -not -path '*/generated/*') \
  $(wildcard dapp/*.ts dapp/*.html dapp/*.json)
	cd dapp && npm run --silent build

dapp: setup dapp/dist/index.html $(INDEXER_READY) ## start the web app on a local market that replays real prices, and print its address
	$(PYTHON) -m evershare.dapp

$(E2E_READY): requirements/e2e.lock $(PYTHON_READY)
	@rm -rf $(E2E_PACKAGES)
	$(PYTHON) -m pip install --quiet --no-cache-dir --require-hashes --target $(E2E_PACKAGES) -r requirements/e2e.lock
	@touch $@

E2E_NEEDS := dapp/dist/index.html $(E2E_READY) $(INDEXER_READY)

test-e2e: setup $(E2E_NEEDS) ## test the web app in a browser (Debian's chromium: `make system-deps`)
	@test -n "$(BROWSER)" || { echo "error: there is no chromium: run make system-deps as root" >&2; exit 1; }
	$(E2E_PYTHON) -m pytest -c tests/e2e_web/pytest.ini --rootdir tests/e2e_web --confcutdir tests/e2e_web tests/e2e_web \
	  -p xdist -n $(WORKERS) --dist loadfile

dapp-pictures: setup $(E2E_NEEDS) ## take the web app's pictures of docs/ again
	$(E2E_PYTHON) -m tests.e2e_web.screenshots

prove: setup $(PROOF_READY) ## prove with halmos what tests/symbolic states, for all inputs in the stated ranges
	HOME="$(CURDIR)/build/home" $(PROOF_VENV)/bin/python tools/prove/run.py

$(PROOF_READY): requirements/proof.lock $(PYTHON_READY)
	$(PYTHON) -m venv $(PROOF_VENV)
	$(PROOF_VENV)/bin/pip install --quiet --no-cache-dir --require-hashes -r requirements/proof.lock
	@rm -f $(PROOF_VENV)/installed-* && touch $@

audit: setup $(AUDIT_READY) ## look for weaknesses with slither, solhint, ruff, mypy and the registries' lists of known ones
	$(AUDIT_VENV)/bin/python tools/audit/run.py

$(AUDIT_READY): requirements/audit.lock tools/audit/package-lock.json $(PYTHON_READY) $(NODE_READY)
	$(PYTHON) -m venv $(AUDIT_VENV)
	$(AUDIT_VENV)/bin/pip install --quiet --no-cache-dir --require-hashes -r requirements/audit.lock
	$(call npm_ci,tools/audit)
	@rm -f $(AUDIT_VENV)/installed-* && touch $@

mutants: compile-brownie compile-forge ## change the contracts in SAMPLE places, one at a time, and see whether tests notice; can be stopped and taken up again
	$(PYTHON) -m tools.mutants --sample $(SAMPLE) --seconds $(SECONDS_A_MUTANT) --workers $(WORKERS)

demo: setup ## replay a week of real prices on a local chain, from a share in custody to settled options
	$(PYTHON) scripts/demo.py

indexer: $(INDEXER_READY) ## index a node's deployment, and serve the history of accounts and pools
	cd $(INDEXER) && node start.mjs

economics: setup ## measure what pools earn and lose, on the prices in PRICES, and rewrite docs/economics.md
	$(PYTHON) -m evershare.economics --prices $(PRICES) --out docs

replay-chain: setup ## replay a week of November 2024 on a local chain too, and compare all balances with the model's
	$(PYTHON) -m evershare replay --prices $(PRICES) --start 2024-11-05 --end 2024-11-12 --json build/replay.json --on-chain

replay: setup ## replay loans and options on the prices in PRICES, and rewrite docs/replay.md
	$(PYTHON) -m evershare.replay.study --prices $(PRICES) --out docs

benchmarks: setup ## measure how fast keepers' work is, and rewrite the tables of benchmarks/README.md
	$(PYTHON) -m benchmarks

gas: setup ## measure again and rewrite snapshots/gas.json
	EVERSHARE_GAS=write brownie test tests/gas

SEARCHES := tests/property tests/stateful tests/attacks/test_one_actor_searched.py

fuzz: setup ## run the property, stateful and invariant tests for much longer
	EVERSHARE_FUZZ=1 brownie test $(SEARCHES) -n $(WORKERS)
	$(PYTHON) -m tools.fuzz.run

nightly: setup ## run the property and stateful tests for a night: each Hypothesis machine for 2,000 runs or more, of 100 steps
	EVERSHARE_FUZZ=nightly brownie test $(SEARCHES) -n $(WORKERS)

# Gas is measured on optimised code alone.
coverage: setup ## which lines and branches of the contracts forge's tests run: a table, and build/coverage/lcov.info
	@mkdir -p build/coverage
	FOUNDRY_PROFILE=coverage $(FORGE) coverage --report summary --report lcov --report-file build/coverage/lcov.info \
	  --exclude-tests --no-match-coverage '(mocks|tests|node_modules)/' --no-match-test Gas

lint: setup $(INDEXER_READY) ## check style, types and formatting
	ruff check .
	ruff format --check .
	$(PYTHON) -m mypy
	cd $(INDEXER) && npm run --silent check
	$(FORGE) fmt --check
	$(FORGE) fmt --check tests/symbolic

format: setup ## format Python and Solidity
	ruff check --fix .
	ruff format .
	$(FORGE) fmt
	$(FORGE) fmt tests/symbolic

lock: setup ## resolve the Python packages of pyproject.toml again, with hashes
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
	  --no-config --no-cache --no-emit-index-url --no-header --quiet --upgrade -o requirements/dev.lock
	uv pip compile requirements/docs.in --universal --python-version 3.11 --generate-hashes \
	  --no-config --no-cache --no-emit-index-url --no-header --quiet --upgrade -o requirements/docs.lock
	uv pip compile requirements/e2e.in -c requirements/dev.lock --universal --python-version 3.11 --generate-hashes \
	  --no-config --no-cache --no-emit-index-url --no-header --quiet --upgrade -o requirements/e2e.lock
	uv pip compile requirements/proof.in --universal --python-version 3.11 --generate-hashes \
	  --no-config --no-cache --no-emit-index-url --no-header --quiet --upgrade -o requirements/proof.lock
	uv pip compile requirements/audit.in --universal --python-version 3.11 --generate-hashes \
	  --no-config --no-cache --no-emit-index-url --no-header --quiet --upgrade -o requirements/audit.lock

# A browser and Chinese fonts for the web app's tests, a database for those of keepers and of the index.
SYSTEM_PACKAGES := chromium fonts-noto-cjk postgresql

system-deps: ## install the Debian packages that some tests need: a browser, Chinese fonts and a database
	@if command -v chromium >/dev/null && fc-list 2>/dev/null | grep -q CJK && ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then \
	  echo "$(SYSTEM_PACKAGES) are there; nothing else is needed"; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(SYSTEM_PACKAGES); \
	else \
	  echo "needed for the tests of the web app, of keepers and of the index, and for nothing else: apt-get install $(SYSTEM_PACKAGES) (as root)"; \
	fi

clean: ## remove what was built and installed
	rm -rf build reports .venv node_modules $(SECOND_NODE)/node_modules tools/audit/node_modules dapp/node_modules dapp/dist $(INDEXER)/node_modules $(INDEXER)/.ponder $(INDEXER)/generated .hypothesis .pytest_cache .mypy_cache .ruff_cache

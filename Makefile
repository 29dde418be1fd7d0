# `make demo` shows the terminal at work, `make test` shows that it works.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
PYTHON ?= python3
export PYTHON

INSTALL := @packaging/install-development.sh
BIN := .venv/bin
DEBIAN13_BIN := .venv-debian13/bin
ISOLATED := -m tests.parts.isolation
PYTEST := -m pytest -p no:cacheprovider --durations=5 --durations-min=2
COVERED := $(BIN)/python $(ISOLATED) $(BIN)/coverage run $(PYTEST)

# Nearly all of their time is waiting: they run side by side, each with a network and a pcscd of
# its own.
RUNS := test-units test-parts test-outbox test-processes test-chaos test-debian13

# What decides is covered to the last branch; an edge may have a rare error left.
LOWER_FLOORS := model/*.py local_time.py badge_numbers/*.py backoff.py bounds.py turn.py ports.py conditions.py faults.py choice.py repeats.py choosing.py capture.py held.py true_time/*.py sync/*.py
comma := ,
space := $() $()
LOWER_FLOORS_LIST := $(subst $(space),$(comma),$(addprefix terminal/,$(LOWER_FLOORS)))

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile

.PHONY: demo
demo: ## run the whole terminal against a simulated Protime; ARGS="--script FILE" for a script
	$(INSTALL) run
	@$(BIN)/badge-terminal demo $(ARGS)

.PHONY: test
test: ## run all tests, then the quick ones again over Debian 13's library versions
	$(INSTALL) test
	@rm -f .coverage .coverage.*
	@echo 'These run side by side, and each is shown when it is over: $(RUNS)'
	@$(MAKE) --no-print-directory --jobs=$(words $(RUNS)) --output-sync=target $(RUNS)
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report --fail-under=95
	$(BIN)/coverage report --fail-under=100 --include='$(LOWER_FLOORS_LIST)'

.PHONY: $(RUNS)
test-units:
	$(COVERED) tests/unit tests/contract
test-parts:
	$(COVERED) tests/integration --ignore=tests/integration/outbox
test-outbox:
	$(COVERED) tests/integration/outbox
test-processes:
	$(COVERED) tests/system
test-chaos:
	$(BIN)/python $(ISOLATED) $(BIN)/python $(PYTEST) tests/chaos
test-debian13:
	$(DEBIAN13_BIN)/python $(ISOLATED) $(DEBIAN13_BIN)/python $(PYTEST) -m 'not slow' \
	  --ignore=tests/system --ignore=tests/chaos

.PHONY: chaos
chaos: ## break everything at random for SECONDS=600; SEED=n repeats a plan
	$(INSTALL) test
	CHAOS_SECONDS=$(or $(SECONDS),600) CHAOS_SEED=$(SEED) \
	  $(BIN)/python $(ISOLATED) $(BIN)/python $(PYTEST) --timeout=0 tests/chaos

.PHONY: histories
histories: ## let HISTORIES=5000 made-up histories run, other ones each time
	$(INSTALL) test
	HISTORIES=$(or $(HISTORIES),5000) $(BIN)/python $(PYTEST) tests/unit/test_histories.py

.PHONY: deb
deb: ## build the Debian package, into dist/
	$(INSTALL) check
	@$(BIN)/python packaging/build_deb.py dist

.PHONY: test-system
test-system: ## whole machines: power cuts, wrong clocks, the package; as root, takes minutes
	$(INSTALL) system
	@$(BIN)/python -m tests.parts.machine.image
	@$(BIN)/python -m tests.parts.nspawn.root
	$(BIN)/python $(ISOLATED) $(BIN)/python $(PYTEST) tests/system_slow/[a-z]*.py

.PHONY: test-machine
test-machine: ## only the reader that types, in a machine that boots; as root, takes minutes
	$(INSTALL) system
	@$(BIN)/python -m tests.parts.machine.image
	$(BIN)/python $(ISOLATED) $(BIN)/python $(PYTEST) tests/system_slow/keyboard.py

.PHONY: test-arm64
test-arm64: ## the package on the processor of a Raspberry Pi, emulated; as root, takes minutes
	$(INSTALL) arm64
	@$(BIN)/python -m tests.parts.arm64.root
	$(BIN)/python $(ISOLATED) $(BIN)/python $(PYTEST) tests/system_arm64/package.py

.PHONY: powercut
powercut: ## cut the power CUTS=500 times, as root; SEED=n repeats a plan
	$(INSTALL) system
	@$(BIN)/python -m tests.parts.powercut $(or $(CUTS),500) $(if $(SEED),--seed $(SEED))

.PHONY: check
check: ## check format, lint, types and import contracts
	$(INSTALL) check
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

.PHONY: bench
bench: ## measure the nine figures, into build/; ARGS='--only 5' for one of them
	$(INSTALL) check
	@$(BIN)/python -m tests.bench $(ARGS)

.PHONY: format
format: ## format the code and mend what ruff can mend by itself
	$(INSTALL) check
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

.PHONY: clean
clean: ## remove what these targets made, the virtual environments included
	rm -rf .venv .venv-debian13 .coverage .coverage.* .hypothesis .import_linter_cache
	rm -rf .mypy_cache .pytest_cache .ruff_cache build dist
	find terminal tests -name __pycache__ -type d -prune -exec rm -rf {} +

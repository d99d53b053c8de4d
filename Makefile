# `make` alone lists what there is. Everything runs from a fresh clone; nothing is left running.
SHELL := /bin/bash
BIN := .venv/bin
.DEFAULT_GOAL := help
.PHONY: help setup demo test check bench mutants judge reference lock clean servers
MAKEFLAGS += --no-print-directory

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## build .venv from requirements.lock (quick when nothing changed)
	@deploy/setup/environment.sh

demo: setup ## play invented children through a sandbox case system, on real parts (ARGS="--keep" leaves it up)
	@deploy/setup/packages.sh rabbitmq-server || echo "Going on without RabbitMQ: events travel inside one process."
	@$(BIN)/lifelong-links demo $(ARGS)

test: check servers ## check, then every test: unit first, then on real RabbitMQ, PostgreSQL and case system
	@$(BIN)/python -m pytest $(ARGS)

check: setup ## formatting, lint, types, import contracts, house rules
	@$(BIN)/ruff format --check --quiet --output-format concise . || { echo "Some files are not formatted: run $(BIN)/ruff format"; exit 1; }
	@$(BIN)/ruff check --quiet --output-format concise .
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python -m pytest tests/house

bench: setup servers ## measure ours beside its peers, on this machine
	@$(BIN)/python -m tests.benchmarks $(ARGS)

mutants: setup ## change the rules of eligibility in hundreds of small ways: do the tests notice? (some minutes)
	@rm -rf mutants && $(BIN)/mutmut run $(ARGS); $(BIN)/mutmut results

judge: setup ## hold the import of a faulty return against the public validator, in an environment of its own
	@$(BIN)/python -m tests.judge $(ARGS)

reference: setup ## rewrite the tables of deploy/reference.md from the code
	@$(BIN)/python -m deploy.reference

lock: ## resolve requirements.lock anew (needs uv)
	@uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --all-extras \
		--group build --group test --group check --group bench --group mutate \
		--no-emit-index-url --no-annotate --no-header -o requirements.lock pyproject.toml

clean: ## remove what the other targets made, but no installed package and no journal
	@rm -rf .venv .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache dist mutants
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

servers: setup
	@deploy/setup/packages.sh rabbitmq-server postgresql

# The few commands of the project; `make` alone lists them.

# A build through this file has its pages whole: without npm it fails (api/build).
export HUB_REQUIRE_UI := 1
export PATH := $(HOME)/.cargo/bin:$(PATH)

# Arguments handed to `anagrafe-hub demo`, for example DEMO_ARGS="--residents 5000" or DEMO_ARGS="--once --json".
DEMO_ARGS ?=
# Arguments handed to the test runner, for example TEST_ARGS="-p schema date".
TEST_ARGS ?=
# What `make bench` runs, and the arguments it hands on.
BENCH ?= cargo bench --locked --package tests
BENCH_ARGS ?=

scripts := tests/scripts

.DEFAULT_GOAL := help
.PHONY: help demo test lint bench

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-6s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@printf '\nVariables: DEMO_ARGS="--residents 5000", TEST_ARGS="-p schema", BENCH_ARGS="..."\n'

demo: ## build the hub, fill it with a sample province and serve it on 127.0.0.1
	@$(scripts)/prepare.sh demo
	@cargo run --locked --profile demo --package api --bin anagrafe-hub -- demo $(DEMO_ARGS)

test: ## run every test, on SQLite and on PostgreSQL
	@$(scripts)/prepare.sh test
	@$(scripts)/test.sh $(TEST_ARGS)

lint: ## formatting, clippy, documentation, and the rules of the house
	@$(scripts)/prepare.sh build
	@$(scripts)/lint.sh

bench: ## measure load and checks, with the baseline beside them
	@$(scripts)/prepare.sh bench
	@$(BENCH) $(if $(BENCH_ARGS),-- $(BENCH_ARGS))

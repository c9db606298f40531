# `make help` lists the targets. Each installs the packages that it needs.
SHELL := /bin/bash
SWIFT ?= swift
RELEASE := -c release
PYTHON := .venv/bin/python
# With a temporary folder of the checkout, in which nothing may stay.
CLEANLY := scripts/temporary.py

.PHONY: forged-wrap demo reproduce test test-deep bench bench-proving bench-groth16 bench-block lint format guests contracts setup build clean help

help: ## Say what each target does
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort

setup: ## Debian packages, the Python environment with pinned versions and hashes
	@scripts/setup.sh

contracts: setup ## Compile the contracts into build/contracts/
	@scripts/contracts.sh

guests: setup ## Build every program of Guests/ and Examples/ into build/guests/ and check the digests
	@$(CLEANLY) scripts/guests.sh --check

build: setup ## Build the command-line program in release mode
	$(CLEANLY) $(SWIFT) build $(RELEASE) --product zklink

forged-wrap: build
	@$(CLEANLY) $(SWIFT) build $(RELEASE) --product forged-wrap

demo: contracts guests build forged-wrap ## Bring up a whole network on this machine and trade across chains (KEEP=1 leaves it running)
	@$(PYTHON) scripts/demo.py $(if $(KEEP),--keep)

reproduce: setup ## Build twice from clean clones: the same programs, keys, circuit and contracts (about an hour)
	@$(CLEANLY) $(PYTHON) scripts/reproduce.py

test: contracts build guests ## Every test
	$(CLEANLY) $(SWIFT) test $(RELEASE)
	$(CLEANLY) $(PYTHON) scripts/pythontests.py

test-deep: contracts build guests ## The exhaustive runs as well (hours)
	@scripts/setup.sh --deep
	ZKLINK_DEEP=1 $(CLEANLY) $(SWIFT) test $(RELEASE)
	$(CLEANLY) scripts/verifier-mutations.py
	ZKLINK_DEEP=1 $(CLEANLY) $(PYTHON) scripts/pythontests.py

bench: contracts build guests ## All benchmarks, results as JSON in build/bench/
	@$(CLEANLY) scripts/bench.sh

bench-proving: guests ## Proofs of a guest program at 2^18 and 2^20 cycles, stage by stage: build/bench/proving.json
	@$(CLEANLY) scripts/bench.sh proving

bench-groth16: setup ## Groth16 over BN254: kernels, setup, proof and groth16py on the same files: build/bench/groth16.json (GROTH16_LOG2="16 20")
	@$(CLEANLY) scripts/bench.sh groth16

bench-block: contracts guests ## A block, cut into parts, proven, joined, and the wrap: build/bench/block.json (BLOCK_OPERATIONS=500)
	@$(CLEANLY) scripts/bench.sh block

lint: ## Format check of every Swift source
	$(SWIFT) format lint --strict --recursive Sources Tests Guests Examples Benchmarks Package.swift

format: ## Format every Swift source in place
	$(SWIFT) format --in-place --recursive Sources Tests Guests Examples Benchmarks Package.swift

clean: ## Remove everything that was built (the Python environment stays)
	rm -rf .build build Guests/.build Examples/.build

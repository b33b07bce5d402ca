# The only door. `make` lists what can be asked for; every target sets up what it needs.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup demo test check web counters mutations linkage fuzz bench bench-peers format lock

PYTHON ?= python3
export OUT ?= demo
SERVE ?= 0
BIN := .venv/bin
CARGO_MANIFEST := --manifest-path rust/Cargo.toml
RUST_SOURCES := rust/Cargo.toml rust/Cargo.lock .cargo/config.toml $(shell find rust/src -name '*.rs' 2>/dev/null)

# rustup's cargo looks for its toolchains under HOME. Where HOME has none (a clean home, a build
# account), those that stand beside cargo itself are taken.
ifeq ($(RUSTUP_HOME)$(wildcard $(HOME)/.rustup),)
  BESIDE_CARGO := $(abspath $(dir $(shell command -v cargo 2>/dev/null))../../.rustup)
  ifneq ($(wildcard $(BESIDE_CARGO)/toolchains),)
    export RUSTUP_HOME := $(BESIDE_CARGO)
  endif
endif

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 20

setup: .venv/ok  ## virtual environment, hash-locked packages, Rust core

demo: .venv/ok  ## one whole poll from roll to verified result, written to OUT=demo
	@$(BIN)/tellers demo --out "$$OUT"
ifneq ($(SERVE),0)
	@echo 'SERVE=$(SERVE): this version has no site to serve; the result is written out all the same' >&2
endif

test: .venv/dev  ## cargo test and pytest
	cargo test $(CARGO_MANIFEST) --no-run
	cargo test -q $(CARGO_MANIFEST)
	$(BIN)/pytest --no-header

# Each stage prints its seconds; pytest comes last, since its summary is the closing line of a run.
stage = @echo '== $(1)'; SECONDS=0; $(2) || exit 1; printf '== %-20s %4d s\n' '$(1)' $$SECONDS

NPM := npm --prefix web --silent

check: .venv/dev web/node_modules/.ok  ## format, lint, types, contracts and tests: what CI runs
	$(call stage,ruff format,$(BIN)/ruff format --check -q .)
	$(call stage,ruff,$(BIN)/ruff check -q .)
	$(call stage,mypy,$(BIN)/mypy)
	$(call stage,import contracts,$(BIN)/lint-imports --no-cache)
	$(call stage,cargo fmt,cargo fmt $(CARGO_MANIFEST) --check)
	$(call stage,clippy,cargo clippy $(CARGO_MANIFEST) --all-targets --features extension-module -- -D warnings)
	$(call stage,cargo test,cargo test $(CARGO_MANIFEST) --no-run && cargo test -q $(CARGO_MANIFEST))
	$(call stage,web types,$(NPM) run types)
	$(call stage,web form,$(NPM) run form)
	$(call stage,web built,$(NPM) run built)
	$(call stage,web tests,$(NPM) test)
	@echo '== pytest'
	@$(BIN)/pytest --no-header

web: web/node_modules/.ok  ## build the second counter; what it writes to web/dist is committed
	@$(NPM) run build

PROFILES ?= 10000
counters: .venv/dev  ## both counters on PROFILES random profiles, stage by stage [PROFILES=10000] [SEED=1]
	@$(BIN)/python -m tests.web.ask --profiles '$(PROFILES)' --seed '$(SEED)'

COUNT ?= 2000
SEED ?= 1
mutations: .venv/dev  ## alter a pack COUNT times, everything signed anew: none may pass [COUNT=2000] [SEED=1]
	@$(BIN)/python -m tests.attacks.mutations --count '$(COUNT)' --seed '$(SEED)'

POLLS ?= 200
linkage: .venv/dev  ## match names to ciphertexts in POLLS polls: no better than chance [POLLS=200] [SEED=1]
	@$(BIN)/python -m tests.attacks.linkage --polls '$(POLLS)' --seed '$(SEED)'

SECONDS ?= 60
fuzz: COUNT = 20000
fuzz: .venv/dev  ## feed every parser what nobody would write, then alter packs [SECONDS=60] [COUNT=20000] [SEED=1]
	@$(BIN)/python -m tests.fuzz --seconds '$(SECONDS)' --seed '$(SEED)'
	cargo test $(CARGO_MANIFEST) --no-run --test fuzz
	@FUZZ_SECONDS='$(SECONDS)' FUZZ_SEED='$(SEED)' cargo test -q $(CARGO_MANIFEST) --test fuzz -- --nocapture
	@$(BIN)/python -m tests.attacks.mutations --count '$(COUNT)' --seed '$(SEED)'

bench: .venv/ok  ## measure against the targets [ONLY=id] [JSON=path]
	@$(MAKE) -s .venv/peers/ok || echo 'other programs that count cannot be installed, and are left out' >&2
	@$(BIN)/python -m benchmarks $(if $(ONLY),--only '$(ONLY)') $(if $(JSON),--json "$$JSON")

bench-peers: .venv/ok  ## count a million papers beside VoteKit too: many minutes [ONLY=id] [JSON=path]
	@$(MAKE) -s .venv/votekit/ok
	@$(BIN)/python -m benchmarks --slow-peers $(if $(ONLY),--only '$(ONLY)') $(if $(JSON),--json "$$JSON")

format: .venv/dev web/node_modules/.ok  ## put every source file in the house's form
	$(BIN)/ruff format -q .
	$(BIN)/ruff check -q --fix .
	cargo fmt $(CARGO_MANIFEST)
	$(NPM) run format

COMPILE := -q --generate-hashes --strip-extras --no-header --no-annotate --allow-unsafe \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options
lock:  ## resolve the lock files again
	$(PYTHON) -m venv .venv/lock
	.venv/lock/bin/pip install -q 'pip-tools>=7.6,<8'
	.venv/lock/bin/pip-compile $(COMPILE) --upgrade -o requirements.lock requirements.in
	.venv/lock/bin/pip-compile $(COMPILE) --upgrade -o requirements-dev.lock requirements-dev.in
	.venv/lock/bin/pip-compile $(COMPILE) --upgrade -o requirements-bench.lock requirements-bench.in
	.venv/lock/bin/pip-compile $(COMPILE) --upgrade -o requirements-votekit.lock requirements-votekit.in

# Stamps: a step is done again only where what it depends on has changed. The packages for checks do not
# depend on the Rust core; it is built before them, and a change of it leaves them alone.
.venv/packages: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "tellers needs Python 3.11 or later")'
	@command -v cargo >/dev/null || { echo 'tellers needs a Rust toolchain: no cargo on the PATH'; exit 1; }
	@echo 'setting up 1 of 2: virtual environment and hash-checked packages (some 15 s)' >&2
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

.venv/ok: .venv/packages pyproject.toml $(RUST_SOURCES)
	@echo 'setting up 2 of 2: the Rust core (a minute or two the first time)' >&2
	@VIRTUAL_ENV='$(CURDIR)/.venv' PATH='$(CURDIR)/$(BIN)':"$$PATH" PIP_DISABLE_PIP_VERSION_CHECK=1 \
		$(BIN)/maturin develop --release --locked >&2
	@touch $@

.venv/dev: requirements-dev.lock .venv/packages | .venv/ok
	@echo 'setting up: packages for checks and tests (some 15 s)' >&2
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

# Programs of others, each lot in an environment of its own: what they need is no concern of ours.
.venv/peers/ok: requirements-bench.lock | .venv/packages
.venv/votekit/ok: requirements-votekit.lock | .venv/packages
.venv/peers/ok .venv/votekit/ok:
	@echo 'setting up: other programs that count, to be measured beside ours' >&2
	@$(PYTHON) -m venv $(@D)
	@$(@D)/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r $<
	@touch $@

# Only checks need Node: what is built of web/ is committed, and nothing that a poll needs is in it.
web/node_modules/.ok: web/package.json web/package-lock.json
	@command -v npm >/dev/null || { echo 'the second counter is checked with Node: no npm on the PATH'; exit 1; }
	@node -e 'process.exit(process.versions.node.split(".")[0] < 20 ? 1 : 0)' || { echo 'the second counter needs Node 20 or later'; exit 1; }
	@echo 'setting up: packages for the second counter (some 10 s)' >&2
	@npm --prefix web --loglevel error ci >&2
	@touch $@

# The commands for people. Each long step is a script of its own, so that you can read it and run it alone.
#
#   make run          builds everything and serves the demo on http://127.0.0.1:8080 until Ctrl-C
#   make test         installs what the tests need, then runs every check and test
#   make assets       builds only the front end
#   make bench        measures how well and how fast bikes are found among a million (15 minutes on two cores)
#   make fuzz         tries the parsers with made-up bytes, each for FUZZ_SECONDS (60)
#   make screenshots  makes the pictures for the documentation from a running demo
#
# LISTEN changes where `make run` listens, and FRAMEMARK_DATA where it keeps its data.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-builtin-rules
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

TARGET := $(or $(CARGO_TARGET_DIR),target)
LISTEN ?= 127.0.0.1:8080

NPM_CI := npm ci --prefer-offline --no-audit --no-fund --loglevel=error
# The front end's build reads these files. Cargo builds the handlers and templates beside them.
WEB_INPUTS := web/package-lock.json web/package.json web/vite.config.ts web/tsconfig.json \
	$(shell find web/src web/public -type f ! -name '*.rs' ! -name '*.html' ! -name '*.test.ts' 2>/dev/null)

.PHONY: help run assets bench fuzz screenshots test test-needs tools

help:
	@sed -n 's/^#   //p' Makefile

tools:
	@scripts/check-tools

run: export FRAMEMARK_DATA ?= ./data
run: tools assets
	cargo build --profile quick --locked --package framemark
	@exec "$(TARGET)/quick/framemark" serve --demo --listen "$(LISTEN)"

assets: web/dist/manifest.json

web/dist/manifest.json: web/node_modules/.installed $(WEB_INPUTS)
	@scripts/check-tools node
	cd web && npm run --silent build
	@touch $@

web/node_modules/.installed: web/package-lock.json
	@scripts/check-tools node
	cd web && $(NPM_CI)
	@touch $@

tests/browser/node_modules/.installed: tests/browser/package-lock.json
	cd tests/browser && $(NPM_CI)
	@touch $@

# The packages of the browser journeys, if they have any.
test-needs: tools $(patsubst %package-lock.json,%node_modules/.installed,$(wildcard tests/browser/package-lock.json))
	@scripts/install-test-needs

test: test-needs assets
	@scripts/test-all

# BENCH changes what is measured: make bench BENCH="--bikes 100000 --queries 100 --seed 7".
# BENCH_WEB, BENCH_LISTS, BENCH_HOME and BENCH_MATCHES change the other measurements in the same way.
BENCH ?= --bikes 1000000 --queries 300
BENCH_WEB ?= --bikes 1000000
BENCH_LISTS ?= --bikes 100000 --rows 500
BENCH_HOME ?= --bikes 100000
BENCH_MATCHES ?= --reports 10000 --open 2000
bench: tools assets
	cargo build --release --locked --package framemark
	"$(TARGET)/release/framemark" bench search $(BENCH)
	"$(TARGET)/release/framemark" bench web $(BENCH_WEB)
	"$(TARGET)/release/framemark" bench lists $(BENCH_LISTS)
	"$(TARGET)/release/framemark" bench home $(BENCH_HOME)
	"$(TARGET)/release/framemark" bench matches $(BENCH_MATCHES)

fuzz:
	@scripts/fuzz

screenshots: test-needs assets
	@scripts/screenshots

# SPDX-License-Identifier: BSD-3-Clause
# The two commands to begin with:  make run   make test
# Both install what is missing (Debian 12 packages, named in cmake/debian_packages.txt), then build.
SHELL := /bin/sh
JOBS ?= $(shell nproc)
BUILD := build/release
RUN_DIR ?= build/run
RESULTS := tests/bench/results
PROGRAM := $(BUILD)/lauelith

.PHONY: all deps build run test bench studies image-studies format clean

all: build

deps:
	@sh cmake/install_packages.sh

build: deps
	@test -f $(BUILD)/build.ninja || cmake --preset release
	@cmake --build --preset release -j $(JOBS)

run: build
	$(PROGRAM) run -o $(RUN_DIR) --resume
	@echo "Report: $(RUN_DIR)/report.html"

test: build
	@ctest --preset release -j $(JOBS)

bench: deps
	@cmake --preset bench
	@cmake --build --preset bench -j $(JOBS) --target lauelith_bench solve_polycrystal lauelith-fe
	@mkdir -p $(RESULTS)
	build/bench/tests/bench/lauelith_bench --benchmark_out_format=json \
	  --benchmark_out=$(RESULTS)/$$(date -u +%Y-%m-%d)-$$(git rev-parse --short HEAD).json
	/usr/bin/python3 tests/bench/compare_polycrystal.py build/bench/tests/bench/solve_polycrystal
	/usr/bin/python3 tests/bench/time_basis.py build/bench/lauelith-fe

# The tables of tests/roundtrip/results and the phase diagram of tests/verification/results: an hour on two cores.
studies: build
	@cmake --build --preset release -j $(JOBS) --target lauelith_studies lauelith_depth_studies \
	  lauelith_mechanism_studies lauelith_fit_studies lauelith_phase_study
	build/release/tests/roundtrip/lauelith_studies tests/roundtrip/results
	build/release/tests/roundtrip/lauelith_depth_studies tests/roundtrip/results
	build/release/tests/roundtrip/lauelith_mechanism_studies tests/roundtrip/results
	build/release/tests/roundtrip/lauelith_fit_studies tests/roundtrip/results
	build/release/tests/verification/lauelith_phase_study tests/verification/results
	LAUELITH_WRITE_TABLES=1 build/release/tests/verification/test_verification --gtest_also_run_disabled_tests \
	  --gtest_filter='Penny.DISABLED_*'
	build/release/lauelith plan tests/roundtrip/power.toml -o build/power --force
	cp build/power/ladder.csv tests/roundtrip/results/power.csv

# Verdicts through images, 64 × 64 points of two scans for four truths in five microstructures: hours on two cores.
image-studies: build
	/usr/bin/python3 tests/roundtrip/image_verdicts.py build/release/lauelith tests/roundtrip/results

format:
	clang-format -i $$(git ls-files '*.h' '*.cc')

clean:
	rm -rf build

# SPDX-License-Identifier: BSD-3-Clause
# The two commands to begin with:  make run   make test
# Both install what is missing (Debian 12 packages, named in cmake/debian_packages.txt), then build.
SHELL := /bin/sh
JOBS ?= $(shell nproc)
BUILD := build/release
RUN_DIR ?= build/run
RESULTS := tests/bench/results
PROGRAM := $(BUILD)/lauelith

# With real data: one Ge frame of a beamline and its calibration.
GE := $(LAUELITH_REAL_DATA)/ge_mar165

.PHONY: all deps build run test bench studies format clean

all: build

deps:
	@sh cmake/install_packages.sh

build: deps
	@test -f $(BUILD)/build.ninja || cmake --preset release
	@cmake --build --preset release -j $(JOBS)

run: build
ifdef LAUELITH_REAL_DATA
	$(PROGRAM) index $(GE)/Ge_blanc_0000.mccd --detector $(GE)/calibGe111.det --crystal Ge --energy 5:22 \
	  --plot $(RUN_DIR) -o $(RUN_DIR)/maps.h5 --force
else
	$(PROGRAM) run -o $(RUN_DIR) --force
endif

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

# The accuracy tables of tests/roundtrip/results: a quarter of an hour.
studies: build
	@cmake --build --preset release -j $(JOBS) --target lauelith_studies lauelith_depth_studies \
	  lauelith_mechanism_studies lauelith_fit_studies
	build/release/tests/roundtrip/lauelith_studies tests/roundtrip/results
	build/release/tests/roundtrip/lauelith_depth_studies tests/roundtrip/results
	build/release/tests/roundtrip/lauelith_mechanism_studies tests/roundtrip/results
	build/release/tests/roundtrip/lauelith_fit_studies tests/roundtrip/results

format:
	clang-format -i $$(git ls-files '*.h' '*.cc')

clean:
	rm -rf build

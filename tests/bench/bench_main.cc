// SPDX-License-Identifier: BSD-3-Clause
#include <benchmark/benchmark.h>
#include <malloc.h>

/// Memory is kept as the program itself keeps it (apps/main.cc): otherwise frames of a few MB measure the
/// system.
int main(int argc, char** argv) {
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 512 << 20);
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
}

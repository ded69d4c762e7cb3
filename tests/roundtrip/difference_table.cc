// SPDX-License-Identifier: BSD-3-Clause
#include "tests/roundtrip/difference_table.h"

#include <cmath>
#include <cstdarg>
#include <cstdio>

#include "tests/roundtrip/scan_pairs.h"

namespace lauelith::roundtrip {
namespace {

[[gnu::format(printf, 1, 2)]] std::string formatted(const char* format, ...) {
  char buffer[400];
  va_list arguments;
  va_start(arguments, format);
  std::vsnprintf(buffer, sizeof buffer, format, arguments);
  va_end(arguments);
  return buffer;
}

constexpr const char* meaning =
    "# Change of strain and rotation between two scans, from the shift of the same spots\n\n"
    "Scan 0 and Scan k of the same points, each a grain of random orientation (Scan 0 strained up to 1e-3); "
    "change\n"
    "of the strain up to 3e-4, of the rotation up to 0.5 mrad about each axis. The panel moves as a whole "
    "(20 µm,\n"
    "standard deviation per axis and scan), the source of every point too (1, 2, 1 µm along lab x, beam, z). "
    "Ratio:\n"
    "root mean square error over its Cramér–Rao bound, which includes both; strain and rotation about the "
    "sample\n"
    "axes. Bias: largest mean of error over stated sigma. “Maps subtracted”: the same ratio, over the six "
    "strain\n"
    "components, for the difference of both strains as indexed. The last rows: 150 strongest spots as peak "
    "lists\n"
    "(0.05 px); images: Pilatus 1M at 140 mm, round spots of sigma 1 px over 12 counts, strongest 20,000 "
    "photons.\n"
    "Targets: every ratio ≤ 1.2, 68 ± 5 %. The sampling error of a ratio is 1/√(2n) for n points, larger "
    "where\n"
    "the panel's shift, one number for all points of a scan, dominates: rotation z, strain xz.\n\n"
    "| input | points | spots | ratio xx | yy | zz | yz | xz | xy | rot x | y | z | 68 % | 95 % | bias/σ | "
    "maps "
    "subtracted |\n|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|\n";

std::string row(const std::string& name, const PairStudy& study) {
  const PairSummary s = summary_of(study);
  std::string text = formatted("| %s | %d of %d | %.0f |", name.c_str(), s.n, study.n_points, s.mean_spots);
  for (int k = 0; k < 9; ++k) text += formatted(" %.2f |", s.ratio[k]);
  return text + formatted(" %.3f | %.3f | %.3f | %.2f |\n", s.covered_68, s.covered_95, s.bias,
                          s.ratio_of_maps.norm() / std::sqrt(6.0));
}

}  // namespace

std::string difference_table(int n_threads) {
  std::string text = meaning;
  unsigned seed = 3001;
  const auto add = [&](const std::string& name, const PairScene& scene, int n_scans, int n_points) {
    text += row(name, scan_pairs(scene, n_scans, n_points, seed++, n_threads));
  };
  for (const double off_um : {0.0, 50.0}) {
    const std::string wrong = off_um > 0.0 ? ", distance 50 µm wrong" : "";
    const PairScene lists{.distance_off_m = off_um * 1e-6};
    add("lists" + wrong, lists, 40, 25);
    PairScene held = lists;
    held.options.panel_sigma_um = 0.0;
    add("lists" + wrong + ", panel did not move", held, 1, 1000);
    PairScene images{.strongest_photons = 2e4, .faintest_photons = 200.0, .distance_off_m = off_um * 1e-6};
    add("images" + wrong + ", pixels compared", images, 10, 12);
    images.options.panel_sigma_um = 0.0;
    add("images" + wrong + ", pixels compared, panel did not move", images, 1, 120);
    images.by_pixels = false;
    add("images" + wrong + ", peaks alone, panel did not move", images, 1, 120);
    images.by_pixels = true;
    images.faintest_photons = 0.01;
    add("images" + wrong + ", every spot drawn, panel did not move", images, 1, 120);
  }
  PairScene nickel{.crystal = "Ni", .n_peaks = 60};
  nickel.options.panel_sigma_um = 0.0;
  add("nickel lists, panel did not move", nickel, 1, 400);
  PairScene scmos{.camera = synthetic::Camera::scmos_79mm};
  scmos.options.panel_sigma_um = 0.0;
  add("lists, sCMOS at 79 mm, panel did not move", scmos, 1, 400);
  return text;
}

}  // namespace lauelith::roundtrip

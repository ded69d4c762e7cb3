// SPDX-License-Identifier: BSD-3-Clause
// Writes the committed accuracy tables: studies FOLDER [THREADS]. Run by `make studies`.
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "src/crystal_library.h"
#include "src/safe_file.h"
#include "tests/roundtrip/difference_table.h"
#include "tests/roundtrip/round_trip.h"

namespace lauelith::roundtrip {
namespace {

using synthetic::Camera;

[[gnu::format(printf, 1, 2)]] std::string formatted(const char* format, ...) {
  char buffer[400];
  va_list arguments;
  va_start(arguments, format);
  std::vsnprintf(buffer, sizeof buffer, format, arguments);
  va_end(arguments);
  return buffer;
}

constexpr const char* accuracy_head =
    "| pattern | grains found | invented | strains | spots each | ratio xx | yy | zz | yz | xz | xy | all | "
    "bias/σ, largest "
    "| "
    "within 68 % | 95 % | angle °, median | 95 % |\n"
    "|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|\n";

std::string accuracy_row(const std::string& name, const Summary& s) {
  std::string row = formatted("| %s | %d of %d | %d | %d | %.0f |", name.c_str(), s.n_found, s.n_true,
                              s.n_invented, s.n_strains, s.mean_spots);
  for (int k = 0; k < 6; ++k) row += formatted(" %.2f |", s.ratio[k]);
  return row + formatted(" **%.3f** | %.3f | %.3f | %.3f | %.4f | %.4f |\n", s.total_ratio(),
                         s.bias.cwiseAbs().maxCoeff(), s.covered_68, s.covered_95, s.median_angle_deg,
                         s.angle_95_deg);
}

constexpr const char* meaning =
    "Ratio: root mean square of strain error over its Cramér–Rao bound (the indexed spots at their true "
    "position\n"
    "errors), per component of the sample frame. Bias: mean of error over stated sigma. Within 68 and 95 %: "
    "share\n"
    "of components whose error is inside the stated interval. Random orientation, largest strain component "
    "uniform\n"
    "up to 5e-3. Grains count as there if 12 of their spots are on the panel; strains, if 20 were indexed.\n"
    "Targets: ratio ≤ 1.15, bias < 0.1, 68 ± 3 %, 95 ± 2 %. With n strains the sampling error of a "
    "component's\n"
    "ratio is 1/√(2n), of that of all 1/√(10n), of a bias 1/√n, of the coverages 0.2/√n and 0.1/√n.\n\n";

std::string lists_table(int n_threads) {
  std::string text = "# Strain from peak lists with known Gaussian errors (0.1 px per axis)\n\n";
  text += meaning;
  text += "The 150 brightest spots per grain (or all there are), sCMOS camera at 79 mm, 5–24 keV.\n\n";
  text += accuracy_head;
  std::vector<PatternOutcome> all;
  unsigned seed = 1;
  for (const std::string& crystal : crystal_names()) {
    const auto outcomes =
        round_trips({.crystal = crystal, .camera = Camera::scmos_79mm}, 400, seed++, n_threads);
    text += accuracy_row(crystal, summary_of(outcomes));
    all = joined(std::move(all), outcomes);
  }
  text += accuracy_row("**all, one grain**", summary_of(all));
  for (int n = 2; n <= 5; ++n) {
    const auto outcomes =
        round_trips({.camera = Camera::scmos_79mm, .n_grains = n}, 480 / n, seed++, n_threads);
    text += accuracy_row(formatted("LLZO, %d grains", n), summary_of(outcomes));
  }
  return text;
}

std::string images_table(int n_threads) {
  std::string text =
      "# Strain from images: rendered, exposed with Poisson noise, searched, indexed, refined\n\n";
  text += meaning;
  text +=
      "Pixel-integrated round spots of sigma 1 px over 12 counts, counting detector; bound from the photons "
      "of "
      "each spot.\n“200+”: only spots of 200 photons and more are drawn. sCMOS geometry at 79 mm and 100,000 "
      "photons in the "
      "strongest spot\nfor the crystals, Pilatus 1M at\n140 mm for the numbers of grains (each 0.7 of the "
      "one before).\n\n";
  text += accuracy_head;
  std::vector<PatternOutcome> all;
  unsigned seed = 101;
  for (const std::string& crystal : crystal_names()) {
    const auto outcomes = round_trips({.crystal = crystal,
                                       .camera = Camera::scmos_79mm,
                                       .strongest_photons = 1e5,
                                       .faintest_photons = 200.0},
                                      100, seed++, n_threads);
    text += accuracy_row(crystal + ", 200+", summary_of(outcomes));
    all = joined(std::move(all), outcomes);
  }
  text += accuracy_row("**all, one grain, 200+**", summary_of(all));
  for (const double photons : {500.0, 2000.0, 1e4, 1e5}) {
    const auto outcomes = round_trips({.strongest_photons = photons}, 60, seed++, n_threads);
    text += accuracy_row(formatted("LLZO, strongest %.0f photons, every spot drawn", photons),
                         summary_of(outcomes));
  }
  for (int n = 1; n <= 5; ++n) {
    const Scene scene{.n_grains = n, .strongest_photons = 2e4, .faintest_photons = 200.0};
    const auto outcomes = round_trips(scene, 120 / n, seed++, n_threads);
    text += accuracy_row(formatted("LLZO, %d grains, 200+", n), summary_of(outcomes));
  }
  return text;
}

constexpr const char* components_head =
    "| cause | camera | N | xx | yy | zz | yz | xz | xy |\n"
    "|---|---|---|---|---|---|---|---|---|\n";

std::string strain_row(const std::string& name, const std::string& camera, double n, const Vector6d& strain) {
  std::string row = formatted("| %s | %s | %.0f |", name.c_str(), camera.c_str(), n);
  for (int k = 0; k < 6; ++k) row += formatted(" %.2f |", 1e4 * strain[k]);
  return row + "\n";
}

std::string systematics_table(int n_threads) {
  std::string text = "# What a wrong geometry does to the strain, 1e-4\n\n";
  text +=
      "LLZO peak lists without noise (0.002 px), 60 random orientations: root mean square error per "
      "component, "
      "and the\nmean below it. The indexer is told a detector 10 µm too far, or nothing of spots that come "
      "from "
      "10 µm further down the\nbeam (at 45°: 7 µm below the face).\n\n";
  text += components_head;
  unsigned seed = 201;
  for (const auto& [camera, name] : {std::pair{Camera::pilatus_140mm, "Pilatus 1M, 140 mm"},
                                     std::pair{Camera::scmos_79mm, "sCMOS, 79 mm"}}) {
    for (const std::size_t n : {30U, 100U}) {
      Scene scene{.camera = camera, .n_peaks = n, .sigma_px = 0.002};
      scene.distance_off_m = 10e-6;
      const Summary distance = summary_of(round_trips(scene, 60, seed++, n_threads));
      scene.distance_off_m = 0.0;
      scene.source_off_m = 10e-6;
      const Summary source = summary_of(round_trips(scene, 60, seed++, n_threads));
      text += strain_row("distance +10 µm, rms", name, distance.mean_spots, distance.rms);
      text += strain_row("distance, mean", name, distance.mean_spots, distance.mean);
      text += strain_row("source +10 µm, rms", name, source.mean_spots, source.rms);
      text += strain_row("source, mean", name, source.mean_spots, source.mean);
    }
  }
  text +=
      "\nTails of the point spread: the share of each spot's photons that lies in a second Gaussian three "
      "times "
      "as wide;\nLLZO images, Pilatus 1M at 140 mm, strongest spot 20,000 photons, 60 patterns.\n\n" +
      std::string(accuracy_head);
  for (const double tail : {0.0, 0.1, 0.3}) {
    const Scene scene{.strongest_photons = 2e4, .tail_share = tail};
    text +=
        accuracy_row(formatted("tail share %.1f", tail), summary_of(round_trips(scene, 60, 301, n_threads)));
  }
  return text;
}

std::string bright_table(int n_threads) {
  std::string text = "# A bright pattern on an sCMOS camera at 79 mm: strain error, 1e-4\n\n";
  text +=
      "One LLZO grain, strongest spot 30,000 photons, 12 photons of background, integrating camera (optical "
      "blur "
      "0.5 px, gain\n0.6, read noise 1, rounding), 40 patterns. Target: below 0.2 in every component.\n\n";
  text += components_head;
  const Scene scene{.camera = Camera::scmos_79mm, .strongest_photons = 3e4, .integrating_camera = true};
  const Summary s = summary_of(round_trips(scene, 40, 401, n_threads));
  text += strain_row("root mean square", "sCMOS", s.mean_spots, s.rms);
  text += strain_row("mean", "sCMOS", s.mean_spots, s.mean);
  text += strain_row("largest of all", "sCMOS", s.mean_spots, s.largest);
  text += formatted(
      "\nWithin the stated 68 %%: %.3f, 95 %%: %.3f. Median angle to the truth %.5f°, 95 %% below "
      "%.5f°.\n",
      s.covered_68, s.covered_95, s.median_angle_deg, s.angle_95_deg);
  return text;
}

}  // namespace
}  // namespace lauelith::roundtrip

int main(int argc, char** argv) {
  using namespace lauelith;
  if (argc < 2) {
    std::fprintf(stderr, "usage: lauelith_studies FOLDER [THREADS] [ONE TABLE]\n");
    return 2;
  }
  const std::string folder = argv[1];
  const int n_threads = argc > 2 ? std::atoi(argv[2]) : 0;
  const auto write = [&](const std::string& name, std::string (*table)(int)) {
    if (argc > 3 && name != argv[3]) return;
    const std::string text = table(n_threads);
    write_whole_file(folder + "/" + name, text);
    std::fputs((text + "\n").c_str(), stdout);
    std::fflush(stdout);
  };
  write("accuracy_lists.md", roundtrip::lists_table);
  write("bright_pattern.md", roundtrip::bright_table);
  write("systematics.md", roundtrip::systematics_table);
  write("accuracy_images.md", roundtrip::images_table);
  write("scan_difference.md", roundtrip::difference_table);
  return 0;
}

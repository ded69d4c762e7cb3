// SPDX-License-Identifier: BSD-3-Clause
// Verdicts on changes whose truth is known and made by other formulas than those the program knows: `make
// studies` writes their table to results/verdicts.md.
//   lauelith_mechanism_studies FOLDER [SCENES] [REPLICATES] [POINTS] [-v]
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>

#include "apps/comparison_setup.h"
#include "inverse/control_regions.h"
#include "inverse/descriptor_evidence.h"
#include "inverse/held_out.h"
#include "inverse/simulated_verdicts.h"
#include "inverse/verdict_input.h"
#include "src/parallel.h"
#include "tests/roundtrip/mechanism_truth.h"

namespace lauelith {
namespace {

using inverse::VerdictWord;

struct StudySize {
  int n_scenes = 30;
  int n_replicates = 2;
  int n_points = 26;
  bool verbose = false;
};

struct Experiment {
  Truth truth = Truth::none;
  double level = 0.0;
  int number = 0;
  inverse::VerdictInput input;
  inverse::Verdict verdict;
};

std::vector<double> levels_of(Truth truth) {
  if (truth == Truth::none) return {0.0};
  if (truth <= Truth::both) return {3e-5, 1e-4, 3e-4, 1e-3, 2e-3, 5e-3};
  if (truth == Truth::relaxing) return {0.1, 0.33};
  if (truth == Truth::moved) return {0.25, 0.5};
  return {1e-4, 3e-4, 1e-3};
}

std::vector<Experiment> experiments(int n_replicates) {
  std::vector<Experiment> all;
  for (int t = 0; t <= static_cast<int>(Truth::wrong_geometry); ++t) {
    const auto truth = static_cast<Truth>(t);
    const int n = truth == Truth::none ? 5 * n_replicates : n_replicates;
    for (const double level : levels_of(truth))
      for (int j = 0; j < n; ++j) all.push_back({truth, level, j, {}, {}});
  }
  return all;
}

/// Whether a word may be said of the truth: a weak change may stay undecided, and what is misspecified must.
bool is_wrong(Truth truth, VerdictWord word) {
  constexpr VerdictWord words[] = {VerdictWord::no_change, VerdictWord::penetration, VerdictWord::transport,
                                   VerdictWord::mixed};
  if (!inverse::is_decisive(word)) return false;
  // What the drift of the maps explains is no change of strain.
  if (truth == Truth::relaxing || truth == Truth::moved) return word != VerdictWord::no_change;
  return truth > Truth::both || word != words[static_cast<int>(truth)];
}

bool is_right(Truth truth, VerdictWord word) {
  return truth <= Truth::both ? inverse::is_decisive(word) && !is_wrong(truth, word) : !is_wrong(truth, word);
}

/// What all experiments with a microstructure share.
struct Frames {
  inverse::ComparisonModel model;
  inverse::DescriptorFrame descriptors;
  inverse::ControlRegions regions;
  inverse::HeldOutStrips strips;
  explicit Frames(const TruthScene& scene)
      : model(comparison_setting(scene.pixels, scene.map, {}, 0), 0),
        descriptors(model),
        regions(model, 0),
        strips(model, 0) {}
};

void judge(const TruthScene& scene, const Frames& frames, int number_of_scene, Experiment& one) {
  const inverse::ComparisonModel& model = frames.model;
  RandomSequence random(37, static_cast<std::uint32_t>(one.truth),
                        static_cast<std::uint64_t>(number_of_scene * 1000 + one.number),
                        static_cast<std::uint32_t>(one.level * 1e7));
  const auto changes = measured_changes(scene, one.truth, one.level, random);
  const auto data = model.cells().data_of(changes);
  one.input = inverse::verdict_input(model, data);
  one.verdict = inverse::verdict_of(one.input);
  weigh_held_out(frames.strips, changes, one.input, one.verdict.best);
  one.verdict = inverse::verdict_of(one.input);
  const bool names_mechanism = one.verdict.word <= VerdictWord::mixed;
  if (!names_mechanism) return;  // the second road can only take a verdict back
  const auto& evidence = one.input.evidence;
  const auto descriptors =
      inverse::descriptor_evidence(model, frames.descriptors, changes, evidence, 100, 5, 1);
  one.input.adequacy = {inverse::roads_agree(evidence, descriptors, one.verdict.best),
                        inverse::explained_check(model, changes, data, evidence, one.verdict.best)};
  if (one.verdict.best == inverse::Hypothesis::M12) one.input.apart = frames.regions.checks(changes);
  one.verdict = inverse::verdict_of(one.input);
}

void print(const Experiment& one) {
  std::printf("%s %g -> %s (2lnB %.1f)\n", truth_names[static_cast<int>(one.truth)], one.level,
              inverse::word_of(one.verdict.word), one.verdict.twice_log_bayes);
  for (std::size_t h = 0; h < inverse::n_hypotheses; ++h) {
    const auto& e = one.input.evidence[h];
    std::printf("    %s %.1f cell %zu scale %g form %zu course %zu\n", inverse::hypothesis_names[h],
                e.log_z - one.input.evidence[0].log_z, e.best.cell, e.best.scale, e.best.form, e.best.course);
  }
  for (const auto& check : one.verdict.checks)
    if (!check.passed) std::printf("    - %s\n", check.sentence.c_str());
}

using Row = std::map<VerdictWord, int>;
using Table = std::map<std::pair<Truth, double>, Row>;

std::string markdown(const Table& table, const StudySize& size) {
  const std::string points = std::to_string(size.n_points);
  std::string text =
      "# Verdicts on known truths\n\n"
      "Changes made by formulas that share nothing with the influence fields: blunted and sharp tips with "
      "flanks,\n"
      "dilatation in two and three dimensions, halos; with drift, relaxing Scan 0 strain along boundaries, "
      "shifted\n"
      "scans, smooth errors, 3 % missing points, covariances that differ from grain to grain. Errors of 1e-4 "
      "per\n"
      "component; the level is the 95th percentile of the size of the change near its sources in the last of "
      "3 or 4\n"
      "later scans. " +
      std::to_string(size.n_scenes) + " microstructures of " + points + " × " + points +
      " points over 225 µm, " + std::to_string(size.n_replicates) +
      " experiments of each kind and level in each\n(no change: five times as many).\n\n"
      "Misspecified: a growing second phase, a bent drift, Scan 0 strain that relaxes by a tenth or a third "
      "(all\n"
      "else: 5 %), scans shifted by a quarter or half of a step along each axis (standard deviation; all "
      "else: a\n"
      "quarter), a geometry that is wrong grain by grain. Right: the truth is named; misspecified: no "
      "mechanism is.\n"
      "Checks of data quality and of power are left out: they can only leave more of these undecided.\n"
      "Made by `make studies`.\n\n| truth | level | n | right | decisive and wrong | words "
      "|\n|---|---|---|---|---|---|\n";
  int n_wrong = 0, n_all = 0;
  for (const auto& [key, row] : table) {
    int n = 0, right = 0, wrong = 0;
    std::string words;
    for (const auto& [word, count] : row) {
      n += count;
      right += is_right(key.first, word) ? count : 0;
      wrong += is_wrong(key.first, word) ? count : 0;
      words +=
          (words.empty() ? "" : ", ") + std::string(inverse::word_of(word)) + " " + std::to_string(count);
    }
    char line[400];
    std::snprintf(line, sizeof line, "| %s | %.0e | %d | %.0f %% | %d | %s |\n",
                  truth_names[static_cast<int>(key.first)], key.second, n, 100.0 * right / n, wrong,
                  words.c_str());
    text += line;
    n_wrong += wrong;
    n_all += n;
  }
  char line[200];
  std::snprintf(line, sizeof line, "\nDecisive and wrong: %d of %d (%.2f %%).\n", n_wrong, n_all,
                100.0 * n_wrong / n_all);
  return text + line;
}

Table study(const StudySize& size) {
  Table table;
  for (int i = 0; i < size.n_scenes; ++i) {
    RandomSequence random(31, 1, static_cast<std::uint64_t>(i), 0);
    const TruthScene scene =
        random_scene(size.n_points, 225.0 / (size.n_points - 1), i % 2 == 0 ? 3 : 4, 1e-4, random);
    const Frames frames(scene);
    std::vector<Experiment> all = experiments(size.n_replicates);
    for_each_index(all.size(), 0, [&](std::size_t t) { judge(scene, frames, i, all[t]); });
    for (const Experiment& one : all) {
      ++table[{one.truth, one.level}][one.verdict.word];
      if (size.verbose) print(one);
    }
    std::fprintf(stderr, "microstructure %d of %d\n", i + 1, size.n_scenes);
  }
  return table;
}

}  // namespace
}  // namespace lauelith

int main(int argc, char** argv) {
  lauelith::StudySize size;
  if (argc < 2) return 2;
  if (argc > 2) size.n_scenes = std::atoi(argv[2]);
  if (argc > 3) size.n_replicates = std::atoi(argv[3]);
  if (argc > 4) size.n_points = std::atoi(argv[4]);
  size.verbose = argc > 5;
  const std::string text = lauelith::markdown(lauelith::study(size), size);
  std::ofstream(std::filesystem::path(argv[1]) / "verdicts.md") << text;
  std::cout << text;
  return 0;
}

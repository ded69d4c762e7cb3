// SPDX-License-Identifier: BSD-3-Clause
// Verdicts on changes whose truth is known and made by other formulas than those the program knows.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>

#include "apps/comparison_setup.h"
#include "inverse/simulated_verdicts.h"
#include "inverse/verdict_input.h"
#include "src/parallel.h"
#include "tests/roundtrip/mechanism_truth.h"

namespace lauelith {
namespace {

using inverse::VerdictWord;

void print_details(const inverse::VerdictInput& input, const inverse::Verdict& verdict) {
  for (std::size_t h = 0; h < inverse::n_hypotheses; ++h) {
    const auto& e = input.evidence[h];
    std::printf("    %s %.1f s=%g scale=%g form=%zu course=%zu\n", inverse::hypothesis_names[h],
                e.log_z - input.evidence[0].log_z, e.best.cell * 1.0, e.best.scale, e.best.form,
                e.best.course);
  }
  for (const auto& c : verdict.checks)
    if (!c.passed) std::printf("    - %s\n", c.sentence.c_str());
}

int study(int argc, char** argv) {
  const int n_scenes = argc > 1 ? std::atoi(argv[1]) : 2;
  const int n_each = argc > 2 ? std::atoi(argv[2]) : 2;
  const int n = argc > 3 ? std::atoi(argv[3]) : 45;
  const bool details = argc > 4 && std::strcmp(argv[4], "-v") == 0;
  std::map<std::pair<int, double>, std::map<std::string, int>> table;
  const std::vector<double> levels = argc > 5 ? std::vector<double>{std::atof(argv[5])} : std::vector<double>{3e-5, 1e-4, 3e-4, 1e-3};
  for (int i = 0; i < n_scenes; ++i) {
    RandomSequence random(7, 1, static_cast<std::uint64_t>(i), 0);
    const TruthScene scene = random_scene(n, 225.0 / (n - 1), i % 2 == 0 ? 3 : 4, 1e-4, random);
    const inverse::ComparisonModel model(comparison_setting(scene.pixels, scene.map, {}, 2), 2);
    std::fprintf(stderr, "scene %d: %zu pixels, %d grains, %zu pieces, columns %ld + %ld + %ld\n", i,
                 scene.pixels.pixels.size(), scene.pixels.n_grains, model.setting().traces.size(),
                 model.cells().n_nuisance(), model.cells().n_first(), model.cells().n_second());
    struct Task {
      Truth truth;
      double level;
      int number;
      std::string word;
      inverse::VerdictInput input;
      inverse::Verdict verdict;
    };
    std::vector<Task> tasks;
    for (int j = 0; j < n_each; ++j) {
      tasks.push_back({Truth::none, 0.0, j, "", {}, {}});
      for (const Truth truth : {Truth::cracks, Truth::deposits, Truth::both, Truth::misfit})
        for (const double level : levels) tasks.push_back({truth, level, j, "", {}, {}});
    }
    for_each_index(tasks.size(), 2, [&](std::size_t t) {
      Task& task = tasks[t];
      RandomSequence own(11, static_cast<std::uint32_t>(task.truth),
                         static_cast<std::uint64_t>(i * 1000 + task.number),
                         static_cast<std::uint32_t>(task.level * 1e7));
      const auto changes = measured_changes(scene, task.truth, task.level, own);
      task.input = inverse::verdict_input(model, model.cells().algebra().project(changes));
      task.verdict = inverse::verdict_of(task.input);
      task.word = inverse::word_of(task.verdict.word);
    });
    for (const Task& task : tasks) {
      ++table[{static_cast<int>(task.truth), task.level}][task.word];
      if (!details) continue;
      std::printf("%s %g -> %s (2lnB %.1f)\n", truth_names[static_cast<int>(task.truth)], task.level,
                  task.word.c_str(), task.verdict.twice_log_bayes);
      print_details(task.input, task.verdict);
    }
  }
  for (const auto& [key, row] : table) {
    std::printf("%-13s %7.0e:", truth_names[key.first], key.second);
    for (const auto& [word, count] : row) std::printf("  %s %d", word.c_str(), count);
    std::printf("\n");
  }
  return 0;
}

}  // namespace
}  // namespace lauelith

int main(int argc, char** argv) { return lauelith::study(argc, argv); }

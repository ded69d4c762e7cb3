// SPDX-License-Identifier: BSD-3-Clause
#include "apps/plan_job.h"

#include <algorithm>
#include <filesystem>
#include <iostream>

#include "apps/child_command.h"
#include "apps/plan_lock.h"
#include "apps/plan_pictures.h"
#include "apps/plan_words.h"
#include "src/failure.h"
#include "src/influence_basis.h"
#include "src/interruption.h"
#include "src/png_file.h"
#include "src/safe_file.h"
#include "src/study_file.h"

namespace lauelith {
namespace {

std::string in(const PlanJob& job, const std::string& name) {
  return (std::filesystem::path(job.folder) / name).string();
}

[[noreturn]] void end_without_basis(const PlanJob& job, const ChildEnd& end) {
  if (end.interrupted)
    throw Failure(ExitCode::interrupted,
                  {.file = job.folder, .expected = "a plan", .found = "an interruption"});
  throw Failure(end.exit_code < 128 ? static_cast<ExitCode>(end.exit_code) : ExitCode::input,
                {.file = "lauelith simulate",
                 .expected = "influence fields",
                 .found = "exit code " + std::to_string(end.exit_code),
                 .advice = "its own message is above; --basis takes a file that is there already"});
}

/// The influence fields: given, named by the study, or computed now. They need no plating (level L1).
InfluenceBasis basis_of(const PlanJob& job, const StudyTables& tables, const Study& study) {
  if (!job.basis_path.empty()) return read_basis(job.basis_path, "");
  if (!tables.compare.basis.empty()) return read_basis(tables.compare.basis, "");
  write_whole_file(in(job, "basis_study.toml"), resolved_text(study));
  const Interruption interruption;
  const ChildEnd end =
      run_child_command({"simulate", in(job, "basis_study.toml"), "-o", in(job, "fields0.h5"), "--basis",
                         in(job, "basis.h5"), "--force", "--progress", job.common.progress});
  if (end.interrupted || end.exit_code != 0) end_without_basis(job, end);
  return read_basis(in(job, "basis.h5"), "");
}

void check_basis(const PlanJob& job, const InfluenceBasis& basis) {
  const auto has = [&basis](const char* kind) {
    return std::any_of(basis.sources.begin(), basis.sources.end(),
                       [kind](const BasisSource& source) { return source.kind == kind; });
  };
  if (has("flaw") && has("boundary")) return;
  throw UsageError({job.study_path.empty() ? "[flaws]" : job.study_path, "",
                    "flaws and grain boundaries to plan with", "none of one of them",
                    "give [flaws] a density, and [grains] more than one grain"});
}

double decisive_current(const std::vector<PlanRung>& ladder) {
  const double penetration = current_of_power(ladder, "penetration", 0.8);
  const double transport = current_of_power(ladder, "transport", 0.8);
  const double both = std::max(penetration, transport);
  return both == both && penetration == penetration ? both : ladder.back().current_uA_cm2;
}

void write_plan(const PlanJob& job, const StudyTables& tables, const PlanResult& plan,
                const inverse::ComparedPixels& pixels, const FieldFrame& frame) {
  write_whole_file(in(job, "plan.json"), plan_json(plan));
  write_whole_file(in(job, "ladder.csv"), ladder_csv(plan.ladder));
  for (const NamedPicture& one : plan_pictures(tables, pixels, frame, plan.ladder))
    write_png(one.picture, in(job, one.name + ".png"));
  std::cout << plan_text(plan) << "\n" << in(job, "plan.json") << ": written, with pictures beside it\n";
}

}  // namespace

void run_plan(const PlanJob& job) {
  refuse_existing(in(job, "plan.json"), job.common.force);
  StudyTables tables;
  Study study = study_of(tables);
  if (!job.study_path.empty()) read_study_file(study, job.study_path);
  check_simulated_scan(tables);
  inverse::check_plan(tables.plan);
  std::filesystem::create_directories(job.folder);
  write_whole_file(in(job, "study.toml"), resolved_text(study));
  if (job.lock)
    write_plan_lock(in(job, "plan_lock.json"), study, static_cast<std::int64_t>(job.common.seed), job.seen);
  std::sort(tables.plan.currents_uA_cm2.begin(), tables.plan.currents_uA_cm2.end());
  tables.mechanics.model.level = "L1";
  const InfluenceBasis basis = basis_of(job, tables, study);
  check_basis(job, basis);
  PlanResult plan;
  plan.errors = plan_errors(tables, basis.frame, tables.scan.exposure_s);
  const PlanDesign base{tables.scan.exposure_s, tables.scan.step_um[0], 1.0};
  const inverse::ComparisonModel model(plan_setting(tables, basis, plan.errors, base), job.common.n_threads);
  plan.n_points = static_cast<int>(model.pixels().pixels.size());
  plan.paper_current_uA_cm2 = tables.plan.currents_uA_cm2.front();
  plan.ladder = plan_ladder(tables, basis, model, job.common);
  const double current = decisive_current(plan.ladder);
  plan.designs = rated_designs(tables, basis, current, job.common);
  plan.cells = other_cells(tables, basis, current, job.common);
  write_plan(job, tables, plan, model.pixels(), basis.frame);
}

}  // namespace lauelith

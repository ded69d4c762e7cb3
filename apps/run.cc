// SPDX-License-Identifier: BSD-3-Clause
#include <filesystem>
#include <iostream>
#include <memory>

#include "apps/commands.h"
#include "apps/run_steps.h"
#include "apps/study_tables.h"
#include "src/detector_toml.h"
#include "src/failure.h"
#include "src/field_file.h"
#include "src/interruption.h"
#include "src/safe_file.h"
#include "src/study_file.h"

namespace lauelith {
namespace {

struct RunJob {
  std::string study_path;
  std::string folder = "lauelith-run";
  CommonOptions common;

  std::string path(const std::string& name) const {
    return (std::filesystem::path(folder) / name).lexically_normal().string();
  }
};

void begin_folder(const RunJob& job) {
  const std::string record = job.path("run.json");
  if (std::filesystem::exists(record) && !job.common.force && !job.common.resume) {
    throw UsageError({job.folder, "", "a new folder", "a run",
                      "--resume goes on with it, --force begins again, -o DIR takes another folder"});
  }
  std::filesystem::create_directories(job.folder);
  if (job.common.force) std::filesystem::remove(record);
}

/// The study with every default filled in, and the camera: what the commands of the line are given.
StudyTables write_settings(const RunJob& job) {
  StudyTables tables;
  Study study = study_of(tables);
  if (!job.study_path.empty()) read_study_file(study, job.study_path);
  check_simulated_scan(tables);
  // The comparison of simulated scans knows what was simulated: influence fields and currents.
  tables.compare.basis = job.path("basis.h5");
  if (tables.compare.current_uA_cm2.empty())
    tables.compare.current_uA_cm2 = tables.mechanics.protocol.block_current_uA_cm2;
  write_whole_file(job.path("study.toml"), resolved_text(study));
  write_detector_toml(job.path("detector.toml"), forward::make_camera(tables.camera).file);
  return tables;
}

RunStep simulate_step(const RunJob& job) {
  const std::string study = job.path("study.toml");
  return {{"simulate", study, "-o", job.path("fields.h5"), "--basis", job.path("basis.h5")},
          {study},
          job.path("fields.h5")};
}

RunStep render_step(const RunJob& job, const std::string& k) {
  const std::string study = job.path("study.toml");
  const std::string fields = job.path("fields.h5");
  const std::string scan = job.path("scan" + k + ".h5");
  return {{"render", study, "--field", fields, "--scan", k, "--seed", std::to_string(job.common.seed), "-o",
           scan},
          {study, fields},
          scan};
}

RunStep index_step(const RunJob& job, const StudyTables& tables, const std::string& k) {
  const std::string study = job.path("study.toml");
  const std::string detector = job.path("detector.toml");
  const std::string scan = job.path("scan" + k + ".h5");
  const std::string maps = job.path("maps" + k + ".h5");
  RunStep step{
      {"index", scan, "--detector", detector, "--crystal", tables.scan.crystal, "--study", study, "-o", maps},
      {study, detector, scan},
      maps};
  if (k != "0") {
    step.command.insert(step.command.end(), {"--reference", job.path("maps0.h5")});
    step.inputs.push_back(job.path("maps0.h5"));
  }
  return step;
}

std::vector<std::string> all_maps(const RunJob& job, std::size_t n_scans) {
  std::vector<std::string> maps;
  for (std::size_t k = 0; k < n_scans; ++k) maps.push_back(job.path("maps" + std::to_string(k) + ".h5"));
  return maps;
}

RunStep compare_step(const RunJob& job, std::size_t n_scans) {
  const std::string study = job.path("study.toml");
  const auto maps = all_maps(job, n_scans);
  RunStep step{{"compare", study}, {study, job.path("basis.h5")}, job.path("verdict.json")};
  step.command.insert(step.command.end(), maps.begin(), maps.end());
  step.inputs.insert(step.inputs.end(), maps.begin(), maps.end());
  step.command.insert(step.command.end(), {"-o", step.output, "--plot", job.path("compare")});
  return step;
}

RunStep report_step(const RunJob& job, std::size_t n_scans) {
  RunStep step{
      {"report", job.folder, "-o", job.path("report.html")}, all_maps(job, n_scans), job.path("report.html")};
  return step;
}

void run_all(const RunJob& job) {
  begin_folder(job);
  const StudyTables tables = write_settings(job);
  const Interruption interruption;
  StepRunner runner(job.folder, job.common);
  runner.walk(simulate_step(job));
  const std::size_t n_scans = read_field_times(job.path("fields.h5")).label.size();
  for (std::size_t k = 0; k < n_scans; ++k) {
    runner.walk(render_step(job, std::to_string(k)));
    runner.walk(index_step(job, tables, std::to_string(k)));
  }
  if (n_scans > 1) runner.walk(compare_step(job, n_scans));
  runner.walk(report_step(job, n_scans));
  std::cout << "\nreport: " << job.path("report.html") << std::endl;
}

}  // namespace

void add_run(CLI::App& program) {
  auto* command = program.add_subcommand("run", "The whole line: simulate, render, index, compare, report");
  const auto job = std::make_shared<RunJob>();
  command->add_option("STUDY.toml", job->study_path, "Study file; without one the default study")
      ->type_name("");
  command->add_option("-o,--output", job->folder, "Folder for everything")
      ->capture_default_str()
      ->type_name("DIR");
  add_common_options(*command, job->common, Resuming::offered);
  command->callback([job] { run_all(*job); });
  command->footer(
      "Every step is a command of its own, printed as it starts, and leaves a file that is valid by itself.\n"
      "Example:\n  lauelith run study.toml -o out\n  lauelith run study.toml -o out --resume");
}

}  // namespace lauelith

// SPDX-License-Identifier: BSD-3-Clause
#include "apps/run_steps.h"

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <iostream>

#include "apps/child_command.h"
#include "apps/run_record.h"
#include "src/failure.h"
#include "src/file_hash.h"
#include "src/sha256.h"
#include "src/version.h"

namespace lauelith {
namespace {

namespace fs = std::filesystem;

std::string record_in(const std::string& folder) { return (fs::path(folder) / "run.json").string(); }

std::string line_of(const std::vector<std::string>& command) {
  std::string line = "lauelith";
  for (const std::string& word : command)
    line += word.find(' ') == word.npos ? " " + word : " \"" + word + '"';
  return line;
}

/// Commands that continue from their own parts.
bool can_resume(const RunStep& step) {
  return step.command.front() == "index" || step.command.front() == "simulate";
}

[[noreturn]] void end_interrupted(const std::string& folder) {
  throw Failure(ExitCode::interrupted, {.file = folder,
                                        .expected = "the whole line",
                                        .found = "an interruption",
                                        .advice = "the same command with --resume goes on from here"});
}

[[noreturn]] void end_failed(const RunStep& step, int code) {
  const bool is_ours = code > 0 && code < 128;
  throw Failure(is_ours ? static_cast<ExitCode>(code) : ExitCode::input,
                {.file = line_of(step.command),
                 .expected = "exit code 0",
                 .found = is_ours ? std::to_string(code) : "killed by signal " + std::to_string(code - 128),
                 .advice = "its own message is above"});
}

}  // namespace

StepRunner::StepRunner(std::string folder, const CommonOptions& common)
    : folder_(std::move(folder)), common_(common) {}

std::string StepRunner::key_of(const RunStep& step) const {
  Sha256 sum;
  sum.add(std::string(version()) + "\n" + std::string(git_hash()) + "\n" + line_of(step.command) + "\n");
  for (const std::string& input : step.inputs) {
    const FileHash hash = hash_of_file(input);
    sum.add(input + " " + std::to_string(hash.n_bytes) + " " + hash.sha256 + "\n");
  }
  return sum.finish();
}

bool StepRunner::is_done(const std::string& output, const std::string& key) const {
  const auto record = read_run_record(record_in(folder_));
  const auto found = record.find(output);
  return found != record.end() && found->second.key == key && fs::exists(output) &&
         hash_of_file(output).sha256 == found->second.output_sha256;
}

std::vector<std::string> StepRunner::arguments_of(const RunStep& step) const {
  std::vector<std::string> arguments = step.command;
  const bool goes_on = can_resume(step) && fs::exists(step.output + ".work");
  arguments.push_back(goes_on ? "--resume" : "--force");
  if (common_.n_threads > 0) arguments.insert(arguments.end(), {"-j", std::to_string(common_.n_threads)});
  arguments.insert(arguments.end(), {"--progress", common_.progress});
  return arguments;
}

void StepRunner::execute(const RunStep& step) const {
  std::cout << "\n> " << line_of(step.command) << std::endl;
  const ChildEnd end = run_child_command(arguments_of(step));
  if (end.interrupted || end.exit_code == static_cast<int>(ExitCode::interrupted)) end_interrupted(folder_);
  if (end.exit_code != 0) end_failed(step, end.exit_code);
}

void StepRunner::walk(const RunStep& step) {
  const std::string key = key_of(step);
  if (is_done(step.output, key)) {
    std::cout << step.output << ": done before" << std::endl;
    return;
  }
  const auto start = std::chrono::steady_clock::now();
  execute(step);
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
  auto record = read_run_record(record_in(folder_));
  record[step.output] = {key, line_of(step.command), hash_of_file(step.output).sha256, taken.count()};
  write_run_record(record_in(folder_), record);
}

}  // namespace lauelith

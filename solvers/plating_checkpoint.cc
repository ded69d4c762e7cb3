// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/plating_checkpoint.h"

#include <filesystem>

#include "src/failure.h"
#include "src/safe_file.h"
#include "src/text_file.h"

namespace lauelith::solvers {
namespace {

constexpr const char* heading = "lauelith plating checkpoint 1";

/// One walk over all members serves writing and reading.
class CheckpointWriter {
 public:
  void number(double& value) { text_ += exact_text(value) + "\n"; }
  void integer(int& value) { text_ += std::to_string(value) + "\n"; }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

class CheckpointReader {
 public:
  CheckpointReader(const TextFile& text, std::size_t line) : text_(text), line_(line) {}
  void number(double& value) {
    const Word word = next();
    value = number_at(text_, word, "a number");
  }
  void integer(int& value) {
    const Word word = next();
    value = integer_at(text_, word, "a whole number");
  }
  bool is_at_end() const { return line_ == text_.lines.size(); }

 private:
  Word next() {
    if (is_at_end())
      throw text_error(text_, static_cast<int>(line_), 1, "more numbers", "the end",
                       "start again with --force");
    ++line_;
    return {text_.lines[line_ - 1], static_cast<int>(line_), 1};
  }
  const TextFile& text_;
  std::size_t line_;
};

template <typename Archive>
void walk(Archive& archive, bool& value) {
  int number = value ? 1 : 0;
  archive.integer(number);
  value = number != 0;
}

template <typename Archive>
void walk(Archive& archive, Eigen::VectorXd& values) {
  int n = static_cast<int>(values.size());
  archive.integer(n);
  values.conservativeResize(n);
  for (double& value : values) archive.number(value);
}

template <typename Archive>
void walk(Archive& archive, std::vector<int>& values) {
  int n = static_cast<int>(values.size());
  archive.integer(n);
  values.resize(static_cast<std::size_t>(n));
  for (int& value : values) archive.integer(value);
}

template <typename Archive>
void walk(Archive& archive, PlatingState& state) {
  for (double* value :
       {&state.time_s, &state.step_s, &state.elapsed_s, &state.phi_0, &state.counter_V, &state.charge_C_m2,
        &state.leaked_C_m2, &state.throughput_C_m2, &state.plated, &state.counter_plated}) {
    archive.number(*value);
  }
  archive.integer(state.segment);
  for (Eigen::VectorXd* values : {&state.J, &state.contact, &state.h, &state.volume, &state.isolated,
                                  &state.pressure_Pa, &state.growth_m}) {
    walk(archive, *values);
  }
  for (std::vector<int>* values : {&state.n_open, &state.has_nucleated, &state.joined})
    walk(archive, *values);
}

template <typename Archive>
void walk(Archive& archive, PlatingRow& row) {
  for (double* value : {&row.time_s, &row.current_A_m2, &row.voltage_V, &row.charge_C_m2, &row.leak_fraction,
                        &row.lithium_stored_m, &row.pressure_max_Pa, &row.deposit_max_m, &row.crack_length_m,
                        &row.intensity_Pa_sqrt_m, &row.contact_fraction, &row.overpotential_V,
                        &row.charge_error, &row.lithium_error, &row.step_s}) {
    archive.number(*value);
  }
  archive.integer(row.iterations);
  archive.integer(row.scan);
}

template <typename Archive>
void walk(Archive& archive, PlatingMoment& moment) {
  archive.integer(moment.scan);
  archive.number(moment.time_s);
  walk(archive, moment.is_snapshot);
  walk(archive, moment.openings);
  walk(archive, moment.state);
}

template <typename Archive, typename Item>
void walk(Archive& archive, std::vector<Item>& items) {
  int n = static_cast<int>(items.size());
  archive.integer(n);
  items.resize(static_cast<std::size_t>(n));
  for (Item& item : items) walk(archive, item);
}

template <typename Archive>
void walk(Archive& archive, PlatingHistory& history) {
  walk(archive, history.state);
  archive.integer(history.n_cuts);
  walk(archive, history.rows);
  walk(archive, history.moments);
}

}  // namespace

void write_checkpoint(const std::string& path, const std::string& identity, const PlatingHistory& history) {
  CheckpointWriter archive;
  PlatingHistory copy = history;
  walk(archive, copy);
  write_whole_file(path, std::string(heading) + " " + identity + "\n" + archive.take() + "end\n");
}

std::optional<PlatingHistory> read_checkpoint(const std::string& path, const std::string& identity) {
  if (!std::filesystem::exists(path)) return std::nullopt;
  TextFile text = read_text_file(path, {.max_bytes = std::size_t{1} << 30});
  if (text.lines.empty() || text.lines.front() != std::string(heading) + " " + identity) {
    throw UsageError(
        {path, "line 1", "the checkpoint of this very study", "another's", "use --force to start again"});
  }
  if (text.lines.back() != "end")
    throw text_error(text, static_cast<int>(text.lines.size()), 1, "end", text.lines.back(),
                     "use --force to start again");
  text.lines.pop_back();
  CheckpointReader archive(text, 1);
  PlatingHistory history;
  walk(archive, history);
  if (!archive.is_at_end())
    throw text_error(text, static_cast<int>(text.lines.size()), 1, "end", "more",
                     "use --force to start again");
  return history;
}

}  // namespace lauelith::solvers

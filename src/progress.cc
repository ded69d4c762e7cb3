// SPDX-License-Identifier: BSD-3-Clause
#include "src/progress.h"

#include <unistd.h>

#include <cmath>
#include <ostream>

#include "src/text_file.h"

namespace lauelith {
namespace {

constexpr double terminal_interval_s = 0.1;
constexpr double log_interval_s = 30.0;
constexpr double json_interval_s = 1.0;

std::string duration_text(double seconds) {
  const auto whole = static_cast<long>(std::llround(seconds));
  if (whole < 120) return std::to_string(whole) + " s";
  if (whole < 7200) return std::to_string((whole + 30) / 60) + " min";
  return fixed_text(static_cast<double>(whole) / 3600.0, 1) + " h";
}

double rate(const ProgressCount& count, double elapsed_s) {
  return elapsed_s > 0.0 ? static_cast<double>(count.n_done) / elapsed_s : 0.0;
}

double left_s(const ProgressCount& count, double elapsed_s) {
  return static_cast<double>(count.n_total - count.n_done) / rate(count, elapsed_s);
}

double indexed_percent(const ProgressCount& count) {
  return count.n_done == 0 ? 0.0
                           : 100.0 * static_cast<double>(count.n_indexed) / static_cast<double>(count.n_done);
}

}  // namespace

void describe(ParameterVisitor& visit, ProgressOptions& options) {
  visit.text({"progress", "how progress is shown", 0, 0, {"auto", "json", "none"}}, options.mode);
}

std::string progress_sentence(const ProgressCount& count, double elapsed_s, const std::string& success) {
  std::string text = std::to_string(count.n_done) + "/" + std::to_string(count.n_total) + " frames";
  if (count.n_done > 0 && elapsed_s > 0.0) {
    text += ", " + fixed_text(rate(count, elapsed_s), 1) + "/s";
    if (count.n_done < count.n_total) text += ", " + duration_text(left_s(count, elapsed_s)) + " left";
  }
  return text + ", " + success + " " + fixed_text(indexed_percent(count), 1) + " %, failed " +
         std::to_string(count.n_failed);
}

std::string progress_json(const ProgressCount& count, double elapsed_s, const std::string& success) {
  const bool has_rate = count.n_done > 0 && elapsed_s > 0.0;
  return "{\"done\": " + std::to_string(count.n_done) + ", \"total\": " + std::to_string(count.n_total) +
         ", \"" + success + "\": " + std::to_string(count.n_indexed) +
         ", \"failed\": " + std::to_string(count.n_failed) + ", \"elapsed_s\": " + fixed_text(elapsed_s, 3) +
         ", \"rate_1_s\": " + fixed_text(rate(count, elapsed_s), 3) +
         ", \"left_s\": " + (has_rate ? fixed_text(left_s(count, elapsed_s), 1) : std::string("null")) + "}";
}

Progress::Progress(const ProgressOptions& options, std::size_t n_total, std::ostream& stream,
                   bool is_terminal, Clock clock)
    : style_(options.mode == "none"   ? Style::none
             : options.mode == "json" ? Style::json
             : is_terminal            ? Style::line
                                      : Style::log),
      success_(options.success),
      stream_(stream),
      clock_(std::move(clock)),
      start_s_(clock_()),
      reported_s_(start_s_) {
  count_.n_total = n_total;
}

double Progress::steady_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

void Progress::frame_done(bool is_indexed, bool is_failed) {
  const std::lock_guard lock(mutex_);
  ++count_.n_done;
  if (is_indexed) ++count_.n_indexed;
  if (is_failed) ++count_.n_failed;
  if (style_ == Style::none) return;
  const double interval_s = style_ == Style::line  ? terminal_interval_s
                            : style_ == Style::log ? log_interval_s
                                                   : json_interval_s;
  if (clock_() - reported_s_ >= interval_s) report(false);
}

void Progress::report(bool is_last) {
  reported_s_ = clock_();
  const double elapsed_s = reported_s_ - start_s_;
  if (style_ == Style::json) {
    stream_ << progress_json(count_, elapsed_s, success_) << '\n';
  } else if (style_ == Style::log) {
    stream_ << progress_sentence(count_, elapsed_s, success_) << '\n';
  } else {
    stream_ << '\r' << progress_sentence(count_, elapsed_s, success_) << "\x1b[K" << (is_last ? "\n" : "");
  }
  stream_.flush();
}

void Progress::finish() {
  const std::lock_guard lock(mutex_);
  if (is_finished_ || style_ == Style::none) return;
  is_finished_ = true;
  report(true);
}

ProgressCount Progress::count() const {
  const std::lock_guard lock(mutex_);
  return count_;
}

bool is_terminal(int descriptor) { return ::isatty(descriptor) == 1; }

}  // namespace lauelith

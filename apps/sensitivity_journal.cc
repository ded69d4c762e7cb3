// SPDX-License-Identifier: BSD-3-Clause
#include "apps/sensitivity_journal.h"

#include <filesystem>
#include <utility>

#include "src/failure.h"
#include "src/text_file.h"

namespace lauelith {

SensitivityJournal::SensitivityJournal(std::string path, const std::string& identity, bool resume,
                                       solvers::FoundRows& rows)
    : path_(std::move(path)), rows_(rows) {
  if (resume && std::filesystem::exists(path_)) read(identity);
  // Written anew with what was found, so that a cut last line is gone.
  stream_.open(path_, std::ios::trunc);
  stream_ << identity << "\n";
  for (std::size_t i = 0; i < rows_.n(); ++i) {
    if (rows_.has[i] != 0) add(i);
  }
  if (!stream_) throw FileSystemError({path_, {}, "a file that can be written", "none"});
}

void SensitivityJournal::read(const std::string& identity) {
  const TextFile text = read_text_file(path_);
  if (text.lines.empty() || text.lines[0] != identity) {
    throw UsageError({path_, "line 1", "the journal of this very study, seed and input", "another's",
                      "use --force to start again"});
  }
  for (int line = 2; line <= static_cast<int>(text.lines.size()); ++line) {
    const auto words = words_of_line(text, line);
    if (words.size() != rows_.width + 2 || words.back().text != "end") continue;
    const auto at = finite_number(words[0].text);
    std::vector<double> answer;
    for (std::size_t k = 1; k <= rows_.width; ++k) {
      if (const auto number = finite_number(words[k].text)) answer.push_back(*number);
    }
    const bool is_whole =
        at && *at >= 0.0 && *at < static_cast<double>(rows_.n()) && answer.size() == rows_.width;
    if (!is_whole) continue;
    rows_.set(static_cast<std::size_t>(*at), answer);
    ++n_found_;
  }
}

void SensitivityJournal::add(std::size_t row) {
  stream_ << row;
  for (std::size_t k = 0; k < rows_.width; ++k) stream_ << " " << exact_text(rows_.at(row, k));
  stream_ << " end\n" << std::flush;
}

}  // namespace lauelith

// SPDX-License-Identifier: BSD-3-Clause
#include "apps/sensitivity_journal.h"

#include <filesystem>
#include <utility>

#include "src/failure.h"
#include "src/text_file.h"

namespace lauelith {

SensitivityJournal::SensitivityJournal(std::string path, const std::string& identity, bool resume,
                                       std::size_t n_evaluations, solvers::SampleStore& store)
    : path_(std::move(path)) {
  store.answers.assign(n_evaluations, {});
  store.has.assign(n_evaluations, 0);
  if (resume && std::filesystem::exists(path_)) read(identity, n_evaluations, store);
  // Written anew with what was found, so that a cut last line is gone.
  stream_.open(path_, std::ios::trunc);
  stream_ << identity << "\n";
  for (std::size_t i = 0; i < n_evaluations; ++i) {
    if (store.has[i] != 0) add(i, store.answers[i]);
  }
  if (!stream_) throw FileSystemError({path_, {}, "a file that can be written", "none"});
}

void SensitivityJournal::read(const std::string& identity, std::size_t n_evaluations,
                              solvers::SampleStore& store) {
  const TextFile text = read_text_file(path_);
  if (text.lines.empty() || text.lines[0] != identity) {
    throw UsageError({path_, "line 1", "the journal of this very study, seed and input", "another's",
                      "use --force to start again"});
  }
  for (int line = 2; line <= static_cast<int>(text.lines.size()); ++line) {
    const auto words = words_of_line(text, line);
    if (words.size() != 5 || words[4].text != "end") continue;
    const auto at = finite_number(words[0].text);
    const auto sigma = finite_number(words[1].text);
    const auto change = finite_number(words[2].text);
    const auto flaw = finite_number(words[3].text);
    const bool is_whole =
        at && sigma && change && flaw && *at >= 0.0 && *at < static_cast<double>(n_evaluations);
    if (!is_whole) continue;
    const auto evaluation = static_cast<std::size_t>(*at);
    store.answers[evaluation] = {*sigma, *change, *flaw};
    store.has[evaluation] = 1;
    ++n_found_;
  }
}

void SensitivityJournal::add(std::size_t evaluation, const solvers::SensitivityAnswer& answer) {
  stream_ << evaluation << " " << exact_text(answer.conductivity_mS_cm) << " "
          << exact_text(answer.change_percent) << " " << exact_text(answer.critical_flaw_um) << " end\n"
          << std::flush;
}

}  // namespace lauelith

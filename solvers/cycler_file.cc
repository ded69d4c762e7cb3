// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/cycler_file.h"

#include "src/column_table.h"
#include "src/electrochemical_units.h"

namespace lauelith::solvers {

std::vector<models::CyclerRow> read_cycler_file(const std::string& path) {
  constexpr std::size_t most_rows = 1000000;
  const TextFile text = with_spaces(read_text_file(path));
  TableLayout layout = headed_layout(text);
  layout.essential = {"time_s", "current_ua_cm2"};
  layout.most_rows = most_rows;
  const ColumnTable table = read_columns(text, layout);
  std::vector<models::CyclerRow> rows;
  for (std::size_t i = 0; i < table.n_rows(); ++i) {
    const double time = table.columns.at("time_s")[i];
    if (i > 0 && !(time > rows.back().time_s))
      throw text_error(text, table.line[i], 1, "a time after the one before", exact_text(time));
    rows.push_back({time, table.columns.at("current_ua_cm2")[i] * units::uA_per_cm2});
  }
  return rows;
}

}  // namespace lauelith::solvers

// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <fstream>
#include <string>
#include <vector>

#include "src/scan_file.h"

namespace lauelith {

/// Simulated spots as text: comma, one header row whose names end in units. Written line by line under a part
/// name, renamed at the end; without `finish` the part file goes.
class SpotTable {
 public:
  explicit SpotTable(const std::string& path);
  ~SpotTable();
  SpotTable(const SpotTable&) = delete;
  SpotTable& operator=(const SpotTable&) = delete;
  void add(std::size_t frame, const ScanPoint& point, const std::vector<TruthRow>& rows);
  void finish();

 private:
  std::string path_;
  std::ofstream stream_;
};

}  // namespace lauelith

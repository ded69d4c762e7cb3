// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace lauelith {

/// Everything there is to say about one parameter. It is said once, in the `describe` function of the options
/// struct that holds the value; reading, range checks, the command line, `schema` and the manual all walk it.
struct ParameterInfo {
  std::string_view key;       ///< as in the study file; ends in its unit: "distance_mm"
  std::string_view sentence;  ///< what it does
  double min = -std::numeric_limits<double>::infinity();
  double max = std::numeric_limits<double>::infinity();
  std::vector<std::string_view> choices = {};  ///< for texts: the allowed words; empty: any
};

/// Walks the parameters of an options struct:
///   void describe(ParameterVisitor& visit, PeakSearchOptions& options) {
///     visit.number({"significance", "threshold in units of the local noise", 3, 50}, options.significance);
class ParameterVisitor {
 public:
  virtual ~ParameterVisitor() = default;
  virtual void number(const ParameterInfo& info, double& value) = 0;
  virtual void integer(const ParameterInfo& info, int& value) = 0;
  virtual void flag(const ParameterInfo& info, bool& value) = 0;
  virtual void text(const ParameterInfo& info, std::string& value) = 0;
  virtual void numbers(const ParameterInfo& info, std::vector<double>& values) = 0;
};

}  // namespace lauelith

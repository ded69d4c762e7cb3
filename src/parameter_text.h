// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "src/parameter.h"

namespace lauelith {

/// Values as a study file writes them; read back they are equal bit for bit.
std::string toml_value(double value);
std::string toml_value(int value);
std::string toml_value(bool value);
std::string toml_value(const std::string& value);
std::string toml_value(const std::vector<double>& values);

/// The unit that a key ends in, as people write it: "distance_mm" → "mm", "current_uA_cm2" → "µA/cm²".
/// Empty when the key carries none.
std::string unit_of_key(std::string_view key);

/// Whether a value is allowed; NaN never is.
bool is_allowed(const ParameterInfo& info, double value);
bool is_allowed(const ParameterInfo& info, const std::string& value);

/// "3 to 50", "at least 0", "one of a, b" (bounds included); empty when anything goes.
std::string allowed_text(const ParameterInfo& info);

}  // namespace lauelith

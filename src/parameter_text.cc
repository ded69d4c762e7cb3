// SPDX-License-Identifier: BSD-3-Clause
#include "src/parameter_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <utility>

#include "src/utf8.h"

namespace lauelith {
namespace {

std::string shortest(double value) {
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  return {text.data(), end};
}

/// Suffix of a key and the unit it stands for; longer suffixes come first where one ends in the other.
constexpr std::array<std::pair<std::string_view, std::string_view>, 38> suffixes{{
    {"_uA_cm2", "µA/cm²"}, {"_mA_cm2", "mA/cm²"},
    {"_A_m2", "A/m²"},     {"_mS_cm", "mS/cm"},
    {"_S_m", "S/m"},       {"_J_m2", "J/m²"},
    {"_m2_s", "m²/s"},     {"_m3_mol", "m³/mol"},
    {"_J_mol", "J/mol"},   {"_kJ_mol", "kJ/mol"},
    {"_mol_m3", "mol/m³"}, {"_kg_m3", "kg/m³"},
    {"_1_K", "1/K"},       {"_1_A", "1/Å"},
    {"_1_s", "1/s"},       {"_GPa", "GPa"},
    {"_MPa", "MPa"},       {"_Pa", "Pa"},
    {"_keV", "keV"},       {"_eV", "eV"},
    {"_mrad", "mrad"},     {"_rad", "rad"},
    {"_deg", "°"},         {"_mm", "mm"},
    {"_um", "µm"},         {"_nm", "nm"},
    {"_A", "Å"},           {"_px", "px"},
    {"_ms", "ms"},         {"_s", "s"},
    {"_h", "h"},           {"_mV", "mV"},
    {"_V", "V"},           {"_K", "K"},
    {"_GB", "GB"},         {"_m", "m"},
    {"_percent", "%"},     {"_photons_s", "photons/s"},
}};

}  // namespace

std::string toml_value(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  const std::string text = shortest(value);
  return text.find_first_of(".e") == std::string::npos ? text + ".0" : text;
}

std::string toml_value(int value) { return std::to_string(value); }

std::string toml_value(bool value) { return value ? "true" : "false"; }

std::string toml_value(const std::string& value) {
  std::string text = "\"";
  for (std::size_t i = 0; i < value.size(); ++i) {
    const auto byte = static_cast<unsigned char>(value[i]);
    if (byte == '"' || byte == '\\') {
      text += {'\\', value[i]};
    } else if (byte >= 0x20 && byte < 0x7f) {
      text += value[i];
    } else {
      const CodePoint point = code_point_at(value, i);
      std::array<char, 12> escape{};
      std::snprintf(escape.data(), escape.size(), "\\U%08X", static_cast<unsigned>(point.value));
      text += escape.data();
      i += point.n_bytes - 1;
    }
  }
  return text + "\"";
}

std::string toml_value(const std::vector<double>& values) {
  std::string text = "[";
  for (std::size_t i = 0; i < values.size(); ++i) text += (i == 0 ? "" : ", ") + toml_value(values[i]);
  return text + "]";
}

std::string unit_of_key(std::string_view key) {
  const auto* found = std::find_if(suffixes.begin(), suffixes.end(),
                                   [key](const auto& suffix) { return key.ends_with(suffix.first); });
  return found == suffixes.end() ? std::string{} : std::string(found->second);
}

bool is_allowed(const ParameterInfo& info, double value) { return value >= info.min && value <= info.max; }

bool is_allowed(const ParameterInfo& info, const std::string& value) {
  return info.choices.empty() ||
         std::find(info.choices.begin(), info.choices.end(), value) != info.choices.end();
}

std::string allowed_text(const ParameterInfo& info) {
  if (!info.choices.empty()) {
    std::string text = "one of ";
    for (std::size_t i = 0; i < info.choices.size(); ++i) {
      text += (i == 0 ? "" : ", ") + std::string(info.choices[i]);
    }
    return text;
  }
  const bool bounded_below = std::isfinite(info.min);
  const bool bounded_above = std::isfinite(info.max);
  if (bounded_below && bounded_above) return shortest(info.min) + " to " + shortest(info.max);
  if (bounded_below) return "at least " + shortest(info.min);
  if (bounded_above) return "at most " + shortest(info.max);
  return {};
}

}  // namespace lauelith

// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/cubic_elasticity.h"

namespace lauelith::models {

/// How far a number can be trusted; only the first two may be shown to a user as fact.
enum class PropertyStatus { verified_in_source, derived, unverified };
std::string text_of(PropertyStatus status);

/// One number of models/data, in the unit its key ends in.
struct MaterialProperty {
  std::string key;
  double value = 0.0;
  std::optional<double> low;  ///< range used as prior
  std::optional<double> high;
  PropertyStatus status = PropertyStatus::unverified;
  std::string reference;
  std::string note;
};

/// A material as its data file describes it.
struct Material {
  std::string name;
  std::string sentence;
  std::vector<MaterialProperty> properties;  ///< sorted by key; those of the material it inherits included

  bool has(std::string_view key) const;
  /// Throws a UsageError that lists the known keys, nearest first.
  const MaterialProperty& property(std::string_view key) const;
  double value(std::string_view key) const { return property(key).value; }
};

/// Names of the built-in materials: LLZO (Al), LLZTO, lithium.
std::vector<std::string> material_names();
/// By name, in any case; a UsageError offers what is near.
Material find_material(const std::string& name);
/// Reads one data file. A missing value, reference or status, a value outside its own range, an unknown key
/// are InputErrors.
Material material_from_toml(std::string_view text, const std::string& file);

/// The constants of the data file as they stand (LLZO, LLZTO: 0 K, not scaled), Pa; stable or refused.
CubicStiffness stiffness_of(const Material& material);

/// Those of the named properties that are not verified and not derived: what `check` warns of.
std::vector<MaterialProperty> unverified(const Material& material, const std::vector<std::string>& keys);

}  // namespace lauelith::models

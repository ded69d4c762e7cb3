// SPDX-License-Identifier: BSD-3-Clause
#include "models/mechanics_options.h"

#include <limits>

#include "src/failure.h"
#include "src/parameter_text.h"
#include "src/units.h"

namespace lauelith::models {

void describe(ParameterVisitor& visit, MechanicsOptions& options) {
  constexpr double inf = std::numeric_limits<double>::infinity();
  visit.text({"material", "elastic constants of the grains", -inf, inf, {"LLZTO", "LLZO", "lithium"}},
             options.material);
  visit.number({"stiffness_scale",
                "factor on the constants of the data file, 0 K to the cell's temperature "
                "(prior 0.95 to 1)",
                0.01, 10.0},
               options.stiffness_scale);
  visit.numbers({"stiffness_GPa", "C11, C12, C44 to use as they are instead; empty: those of the material"},
                options.stiffness_GPa);
}

CubicStiffness stiffness_of(const MechanicsOptions& options) {
  if (options.stiffness_GPa.empty()) {
    return scaled(stiffness_of(find_material(options.material)), options.stiffness_scale);
  }
  if (options.stiffness_GPa.size() != 3) {
    throw UsageError({.file = "[mechanics]",
                      .where = "stiffness_GPa",
                      .expected = "[C11, C12, C44]",
                      .found = toml_value(options.stiffness_GPa)});
  }
  const CubicStiffness C{options.stiffness_GPa[0] * units::GPa, options.stiffness_GPa[1] * units::GPa,
                         options.stiffness_GPa[2] * units::GPa};
  require_stable(C, "[mechanics] stiffness_GPa");
  return C;
}

std::vector<MaterialProperty> unverified_properties(const MechanicsOptions& options) {
  if (!options.stiffness_GPa.empty()) return {};
  const Material material = find_material(options.material);
  std::vector<std::string> keys{"C11_GPa", "C12_GPa", "C44_GPa"};
  if (material.has("stiffness_scale")) keys.emplace_back("stiffness_scale");
  return unverified(material, keys);
}

}  // namespace lauelith::models

// SPDX-License-Identifier: BSD-3-Clause
#include "models/conductor_library.h"

#include <algorithm>
#include <array>
#include <filesystem>

#include "src/did_you_mean.h"
#include "src/embedded.h"
#include "src/failure.h"
#include "src/text_file.h"

namespace lauelith::models {
namespace {

constexpr std::string_view prefix = "conductor_";
constexpr std::array<const char*, 4> needed{"activation_volume_cm3_mol", "activation_energy_eV",
                                            "conductivity_mS_cm", "bulk_modulus_GPa"};

Material checked(Material material, const std::string& file) {
  for (const char* key : needed) {
    if (!material.has(key))
      throw InputError({file, "[" + std::string(key) + "]", "value, status, reference", "none"});
  }
  for (const char* key : {"conductivity_mS_cm", "bulk_modulus_GPa"}) {
    if (!(material.value(key) > 0.0))
      throw InputError(
          {file, "[" + std::string(key) + "]", "a positive value", exact_text(material.value(key))});
  }
  return material;
}

std::vector<Material> built_in() {
  std::vector<Material> materials;
  for (const embedded::EmbeddedFile& file : embedded::materials) {
    if (file.name.starts_with(prefix))
      materials.push_back(material_from_toml(file.content, std::string(file.name)));
  }
  std::sort(materials.begin(), materials.end(),
            [](const Material& a, const Material& b) { return lower_case(a.name) < lower_case(b.name); });
  return materials;
}

}  // namespace

std::vector<std::string> conductor_names() {
  std::vector<std::string> names;
  for (const Material& material : built_in()) names.push_back(material.name);
  return names;
}

Material find_conductor(const std::string& name_or_file) {
  for (const Material& material : built_in()) {
    if (lower_case(material.name) == lower_case(name_or_file)) return checked(material, name_or_file);
  }
  if (std::filesystem::is_regular_file(name_or_file)) {
    return checked(material_from_toml(joined(read_text_file(name_or_file)), name_or_file), name_or_file);
  }
  std::string known;
  for (const std::string& name : conductor_names()) known += (known.empty() ? "" : ", ") + name;
  throw UsageError({"sensitivity.material",
                    {},
                    "one of " + known + ", or a data file",
                    "'" + name_or_file + "'",
                    did_you_mean(name_or_file, conductor_names())});
}

}  // namespace lauelith::models

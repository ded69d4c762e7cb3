// SPDX-License-Identifier: BSD-3-Clause
#include "models/material_library.h"

#include <algorithm>
#include <array>

#include "src/did_you_mean.h"
#include "src/embedded.h"
#include "src/failure.h"
#include "src/text_file.h"
#include "src/toml_text.h"
#include "src/units.h"

namespace lauelith::models {
namespace {

constexpr std::array<std::string_view, 3> status_texts{"verified-in-source", "derived", "unverified"};
constexpr std::string_view suffix = ".toml";

InputError complaint(const std::string& file, const std::string& key, const std::string& expected,
                     const std::string& found = "") {
  return InputError({.file = file, .where = "[" + key + "]", .expected = expected, .found = found});
}

PropertyStatus status_from(const std::string& text, const std::string& file, const std::string& key) {
  const auto* found = std::find(status_texts.begin(), status_texts.end(), text);
  if (found == status_texts.end()) {
    throw complaint(file, key, "status verified-in-source, derived or unverified", text);
  }
  return static_cast<PropertyStatus>(found - status_texts.begin());
}

void refuse_other_keys(const toml::table& table, const std::string& file, const std::string& key) {
  static const std::vector<std::string> known{"value", "range", "status", "reference", "note"};
  for (const auto& [name, node] : table) {
    const std::string word(name.str());
    if (std::find(known.begin(), known.end(), word) == known.end()) {
      throw complaint(file, key, "value, range, status, reference, note", word);
    }
  }
}

void set_range(MaterialProperty& property, const toml::table& table, const std::string& file) {
  if (!table.contains("range")) return;
  property.low = table["range"][0].value<double>();
  property.high = table["range"][1].value<double>();
  const bool is_range =
      property.low && property.high && *property.low <= property.value && property.value <= *property.high;
  if (!is_range) throw complaint(file, property.key, "a range that holds the value");
}

MaterialProperty property_from(const std::string& key, const toml::table& table, const std::string& file) {
  refuse_other_keys(table, file, key);
  const auto value = table["value"].value<double>();
  if (!value) throw complaint(file, key, "value = a number");
  MaterialProperty property;
  property.key = key;
  property.value = *value;
  set_range(property, table, file);
  property.status = status_from(table["status"].value_or(std::string()), file, key);
  property.reference = table["reference"].value_or(std::string());
  property.note = table["note"].value_or(std::string());
  if (property.reference.empty()) throw complaint(file, key, "a reference");
  return property;
}

Material material_of_file(std::string_view file_name) {
  const std::string_view content = embedded::content_of(embedded::materials, file_name);
  return material_from_toml(content, std::string(file_name));
}

void add_inherited(Material& material, const std::string& parent) {
  const std::string file = parent + std::string(suffix);
  if (embedded::content_of(embedded::materials, file).empty()) {
    throw InputError(
        {.file = material.name, .where = "inherits", .expected = "a built-in material", .found = parent});
  }
  for (const MaterialProperty& property : material_of_file(file).properties) {
    if (!material.has(property.key)) material.properties.push_back(property);
  }
}

}  // namespace

std::string text_of(PropertyStatus status) {
  return std::string(status_texts[static_cast<std::size_t>(status)]);
}

bool Material::has(std::string_view key) const {
  return std::any_of(properties.begin(), properties.end(),
                     [key](const MaterialProperty& property) { return property.key == key; });
}

const MaterialProperty& Material::property(std::string_view key) const {
  std::vector<std::string> known;
  for (const MaterialProperty& candidate : properties) {
    if (candidate.key == key) return candidate;
    known.push_back(candidate.key);
  }
  throw UsageError({.file = "material " + name,
                    .where = std::string(key),
                    .expected = "a property of the material",
                    .advice = did_you_mean(key, known)});
}

std::vector<std::string> material_names() { return {"LLZO", "LLZTO", "lithium"}; }

Material find_material(const std::string& name) {
  const std::vector<std::string> names = material_names();
  for (const std::string& known : names) {
    if (lower_case(known) == lower_case(name))
      return material_of_file(lower_case(known) + std::string(suffix));
  }
  throw UsageError({.file = "mechanics.material",
                    .expected = "one of LLZO, LLZTO, lithium",
                    .found = "'" + name + "'",
                    .advice = did_you_mean(name, names)});
}

Material material_from_toml(std::string_view text, const std::string& file) {
  const toml::table table = parse_toml(text, file);
  Material material;
  material.name = table["name"].value_or(std::string());
  material.sentence = table["sentence"].value_or(std::string());
  if (material.name.empty()) throw complaint(file, "name", "a name");
  for (const auto& [key, node] : table) {
    if (key == "name" || key == "sentence" || key == "inherits") continue;
    const toml::table* entry = node.as_table();
    if (entry == nullptr)
      throw complaint(file, std::string(key.str()), "a table with value, status, reference");
    material.properties.push_back(property_from(std::string(key.str()), *entry, file));
  }
  if (const auto parent = table["inherits"].value<std::string>()) add_inherited(material, *parent);
  std::sort(material.properties.begin(), material.properties.end(),
            [](const MaterialProperty& a, const MaterialProperty& b) { return a.key < b.key; });
  return material;
}

CubicStiffness stiffness_of(const Material& material) {
  const CubicStiffness C{material.value("C11_GPa") * units::GPa, material.value("C12_GPa") * units::GPa,
                         material.value("C44_GPa") * units::GPa};
  require_stable(C, "material " + material.name);
  return C;
}

std::vector<MaterialProperty> unverified(const Material& material, const std::vector<std::string>& keys) {
  std::vector<MaterialProperty> result;
  for (const std::string& key : keys) {
    const MaterialProperty& property = material.property(key);
    if (property.status == PropertyStatus::unverified) result.push_back(property);
  }
  return result;
}

}  // namespace lauelith::models

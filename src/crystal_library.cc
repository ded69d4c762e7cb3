// SPDX-License-Identifier: BSD-3-Clause
#include "src/crystal_library.h"

#include <toml++/toml.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <gemmi/elem.hpp>
#include <sstream>

#include "src/embedded.h"
#include "src/failure.h"
#include "src/space_group.h"

namespace lauelith {
namespace {

constexpr std::string_view suffix = ".toml";

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return result;
}

std::string stem(std::string_view file_name) {
  return std::string(file_name.substr(0, file_name.size() - suffix.size()));
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

std::string read_cif_text(const std::string& path) {
  constexpr std::uintmax_t largest = 8U << 20U;
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error) || std::filesystem::file_size(path, error) > largest ||
      error) {
    throw InputError({.file = path, .expected = "a regular CIF file of at most 8 MiB"});
  }
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  if (!stream) throw InputError({.file = path, .expected = "a readable CIF file"});
  return text.str();
}

double required_number(const toml::table& table, std::string_view key, const std::string& file) {
  const auto value = table[key].value<double>();
  if (!value) throw InputError({.file = file, .where = std::string(key), .expected = "a number"});
  return *value;
}

AtomSite site_from(const toml::table& table, const std::string& file) {
  AtomSite site;
  site.label = table["label"].value_or(std::string());
  site.atomic_number = gemmi::Element(table["element"].value_or(std::string())).atomic_number();
  site.occupancy = required_number(table, "occupancy", file);
  site.B_iso_A2 = required_number(table, "B_iso_A2", file);
  for (int i = 0; i < 3; ++i) {
    site.fractional[i] = table["fractional"][static_cast<std::size_t>(i)].value_or(0.0);
  }
  return site;
}

}  // namespace

Crystal crystal_from_toml(std::string_view text, const std::string& file) {
  const toml::table table = toml::parse(text, file);
  const toml::table cell = *table["cell"].as_table();
  Crystal crystal;
  crystal.name = table["name"].value_or(std::string());
  crystal.space_group = table["space_group"].value_or(std::string());
  crystal.source = table["source"].value_or(std::string());
  crystal.cell = {required_number(cell, "a_A", file),      required_number(cell, "b_A", file),
                  required_number(cell, "c_A", file),      required_number(cell, "alpha_deg", file),
                  required_number(cell, "beta_deg", file), required_number(cell, "gamma_deg", file)};
  crystal.operations = operations_of_space_group(crystal.space_group, file);
  for (const toml::node& node : *table["site"].as_array())
    crystal.sites.push_back(site_from(*node.as_table(), file));
  return crystal;
}

std::vector<std::string> crystal_names() {
  std::vector<std::string> names;
  for (const embedded::EmbeddedFile& file : embedded::crystals) names.push_back(stem(file.name));
  std::sort(names.begin(), names.end());
  return names;
}

Crystal find_crystal(const std::string& name_or_cif) {
  for (const embedded::EmbeddedFile& file : embedded::crystals) {
    if (lower(stem(file.name)) == lower(name_or_cif))
      return crystal_from_toml(file.content, std::string(file.name));
  }
  if (std::error_code error; std::filesystem::exists(name_or_cif, error)) {
    return crystal_from_cif(read_cif_text(name_or_cif), name_or_cif);
  }
  throw UsageError({.file = "--crystal",
                    .expected = "a CIF file or one of " + joined(crystal_names()),
                    .found = "'" + name_or_cif + "'"});
}

}  // namespace lauelith

// SPDX-License-Identifier: BSD-3-Clause
#include "src/file_summary.h"

#include "src/failure.h"
#include "src/hdf5_reader.h"

namespace lauelith {
namespace {

constexpr std::size_t most_names = 1000;
constexpr int deepest = 8;

std::string extents_text(const std::vector<std::size_t>& extents) {
  std::string text = "[";
  for (std::size_t i = 0; i < extents.size(); ++i) text += (i == 0 ? "" : ", ") + std::to_string(extents[i]);
  return text + "]";
}

std::string dataset_line(const Hdf5Reader& reader, const Hdf5Input& input, const std::string& place) {
  std::string line = "  " + place + " " + extents_text(reader.shape(place));
  const std::string units = input.text_attribute(place, "units");
  const std::string meaning = input.text_attribute(place, "long_name");
  if (!units.empty() && units != "1") line += " " + units;
  if (!meaning.empty()) line += ": " + meaning;
  return line + "\n";
}

/// Provenance is told in words instead.
std::string lines_of_group(const Hdf5Reader& reader, const Hdf5Input& input, const std::string& group,
                           int depth) {
  std::string lines;
  if (depth > deepest) return lines;
  for (const std::string& name : input.names(group, "", most_names)) {
    const std::string place = (group == "/" ? "" : group) + "/" + name;
    if (place == "/provenance") continue;
    if (input.group(place))
      lines += lines_of_group(reader, input, place, depth + 1);
    else if (input.dataset(place))
      lines += dataset_line(reader, input, place);
  }
  return lines;
}

std::string origin_text(const Hdf5Reader& reader) {
  std::string text;
  if (reader.has("/provenance/argv")) {
    text += "  made by:";
    for (const std::string& word : reader.texts("/provenance/argv")) text += " " + word;
    text += "\n";
  }
  if (reader.has("/provenance/version")) text += "  version: " + reader.text("/provenance/version") + "\n";
  if (reader.has("/provenance/start")) text += "  begun: " + reader.text("/provenance/start") + "\n";
  return text;
}

}  // namespace

std::string kind_of_file(const std::string& path) {
  try {
    const std::string kind = Hdf5Input(path).text_attribute("/", "type");
    return kind.starts_with("lauelith.") ? kind : "";
  } catch (const Failure&) {
    return {};
  }
}

std::string file_summary(const std::string& path) {
  const Hdf5Reader reader(path);
  const Hdf5Input input(path);
  std::string text = path + ": " + input.text_attribute("/", "type") + "\n";
  const std::string convention = input.text_attribute("/", "sign_convention");
  if (!convention.empty()) text += "  signs: " + convention + "\n";
  return text + origin_text(reader) + lines_of_group(reader, input, "/", 0);
}

}  // namespace lauelith

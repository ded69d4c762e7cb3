// SPDX-License-Identifier: BSD-3-Clause
#include "apps/scan_plan.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <map>
#include <optional>

#include "src/failure.h"
#include "src/text_file.h"

namespace lauelith {
namespace {

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> words{""};
  for (const char c : text) {
    if (c == separator)
      words.emplace_back();
    else if (c != ' ' && c != '\t')
      words.back() += c;
  }
  return words;
}

template <typename Number>
std::optional<Number> number_of(const std::string& word) {
  Number value{};
  const char* const end = word.data() + word.size();
  const auto [stop, error] = std::from_chars(word.data(), end, value);
  return error == std::errc() && stop == end ? std::optional(value) : std::nullopt;
}

[[noreturn]] void refuse(const std::string& option, const std::string& expected, const std::string& found,
                         const std::string& advice = "") {
  throw UsageError({option, "", expected, found, advice});
}

struct RasterShape {
  int nx = 0;
  int ny = 0;
  bool is_snake = false;
  std::size_t n() const { return static_cast<std::size_t>(nx) * static_cast<std::size_t>(ny); }
};

RasterShape shape_of(const std::string& text) {
  const auto words = split(text, ':');
  const auto nx = words.size() > 1 ? number_of<int>(words[0]) : std::nullopt;
  const auto ny = words.size() > 1 ? number_of<int>(words[1]) : std::nullopt;
  const bool is_snake = words.size() == 3 && words[2] == "snake";
  if (!nx || !ny || *nx < 1 || *ny < 1 || *nx > 100000 || *ny > 100000 || (words.size() == 3 && !is_snake) ||
      words.size() > 3)
    refuse("--shape", "NX:NY or NX:NY:snake, for example 130:130", "'" + text + "'");
  return {*nx, *ny, is_snake};
}

/// The last run of digits in a file's name; −1: none.
long number_in_name(const std::string& name) {
  const std::string stem = std::filesystem::path(name).stem().string();
  std::size_t end = stem.size();
  while (end > 0 && std::isdigit(static_cast<unsigned char>(stem[end - 1])) == 0) --end;
  std::size_t begin = end;
  while (begin > 0 && std::isdigit(static_cast<unsigned char>(stem[begin - 1])) != 0) --begin;
  return number_of<long>(stem.substr(begin, end - begin)).value_or(-1);
}

std::vector<PlannedFrame> inputs_in_order(const PatternInputs& inputs) {
  std::vector<PlannedFrame> frames;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    PlannedFrame frame;
    frame.input = static_cast<int>(i);
    frame.name = inputs.name(i);
    if (inputs.frames) {
      if (const auto stage = inputs.frames->known_position(i)) {
        frame.x_um = stage->x_um;
        frame.y_um = stage->y_um;
      }
    }
    frames.push_back(frame);
  }
  return frames;
}

/// Numbered files that lack some fill the places of their numbers.
std::vector<PlannedFrame> placed_by_number(const std::vector<PlannedFrame>& frames, std::size_t n) {
  std::vector<PlannedFrame> placed(n);
  const long first = frames.empty() ? 0 : number_in_name(frames.front().name);
  for (const PlannedFrame& frame : frames) {
    const long place = number_in_name(frame.name) - first;
    if (first < 0 || place < 0 || place >= static_cast<long>(n) ||
        placed[static_cast<std::size_t>(place)].input >= 0) {
      refuse("--shape", std::to_string(n) + " frames", std::to_string(frames.size()),
             "the numbers in their names do not tell which are missing; give --positions");
    }
    placed[static_cast<std::size_t>(place)] = frame;
  }
  return placed;
}

std::vector<PlannedFrame> in_raster(std::vector<PlannedFrame> frames, const ScanPlanOptions& options) {
  const RasterShape shape = shape_of(options.shape);
  if (frames.size() > shape.n()) {
    refuse("--shape", "NX times NY = " + std::to_string(frames.size()) + " frames",
           options.shape + ", " + std::to_string(shape.n()) + " points", "count the points along x and y");
  }
  if (frames.size() < shape.n()) frames = placed_by_number(frames, shape.n());
  const double step = options.step_um > 0.0 ? options.step_um : 1.0;
  for (std::size_t i = 0; i < frames.size(); ++i) {
    const int iy = static_cast<int>(i) / shape.nx;
    int ix = static_cast<int>(i) % shape.nx;
    if (shape.is_snake && iy % 2 == 1) ix = shape.nx - 1 - ix;
    frames[i].x_um = ix * step;
    frames[i].y_um = iy * step;
    if (frames[i].input < 0) frames[i].name = "frame " + std::to_string(i);
  }
  return frames;
}

struct PositionTable {
  std::vector<double> x_um, y_um;
  std::vector<std::string> files;  ///< empty: in the order of the inputs
};

PositionTable read_positions(const std::string& path) {
  const TextFile text = read_text_file(path);
  const auto names = split(text.lines.empty() ? "" : text.lines.front(), ',');
  const auto place = [&names](const char* name) {
    return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
  };
  const std::size_t x = place("x_um"), y = place("y_um"), file = place("file");
  if (x == names.size() || y == names.size())
    refuse(path, "a first line that names the columns x_um, y_um and, perhaps, file",
           "'" + text.lines[0] + "'");
  PositionTable table;
  for (std::size_t line = 1; line < text.lines.size(); ++line) {
    if (text.lines[line].empty()) continue;
    const auto words = split(text.lines[line], ',');
    const auto x_um = x < words.size() ? number_of<double>(words[x]) : std::nullopt;
    const auto y_um = y < words.size() ? number_of<double>(words[y]) : std::nullopt;
    if (words.size() != names.size() || !x_um || !y_um || !std::isfinite(*x_um) || !std::isfinite(*y_um)) {
      throw InputError({path, "line " + std::to_string(line + 1),
                        std::to_string(names.size()) + " values, x_um and y_um numbers", text.lines[line]});
    }
    table.x_um.push_back(*x_um);
    table.y_um.push_back(*y_um);
    if (file < names.size()) table.files.push_back(std::filesystem::path(words[file]).filename().string());
  }
  return table;
}

std::vector<PlannedFrame> as_listed(const std::vector<PlannedFrame>& given, const PositionTable& table,
                                    const std::string& path) {
  std::map<std::string, int> of_name;
  for (std::size_t i = 0; i < given.size(); ++i)
    of_name.emplace(std::filesystem::path(given[i].name).filename().string(), static_cast<int>(i));
  std::vector<PlannedFrame> frames;
  for (std::size_t i = 0; i < table.files.size(); ++i) {
    const auto found = of_name.find(table.files[i]);
    PlannedFrame frame;
    if (found != of_name.end()) frame = given[static_cast<std::size_t>(found->second)];
    frame.name = found == of_name.end() ? table.files[i] : frame.name;
    frames.push_back(frame);
  }
  const bool any =
      std::any_of(frames.begin(), frames.end(), [](const auto& frame) { return frame.input >= 0; });
  if (!any)
    refuse(path, "names of the input files in column file", table.files.empty() ? "none" : table.files[0]);
  return frames;
}

std::vector<PlannedFrame> at_positions(std::vector<PlannedFrame> frames, const std::string& path) {
  const PositionTable table = read_positions(path);
  if (!table.files.empty()) frames = as_listed(frames, table, path);
  if (table.x_um.size() != frames.size()) {
    refuse(path, "one line per frame, " + std::to_string(frames.size()), std::to_string(table.x_um.size()),
           "add a column file to match them by name");
  }
  for (std::size_t i = 0; i < frames.size(); ++i) {
    frames[i].x_um = table.x_um[i];
    frames[i].y_um = table.y_um[i];
  }
  return frames;
}

void select_frames(std::vector<PlannedFrame>& frames, const std::string& text) {
  const auto words = split(text, ':');
  const auto part = [&](std::size_t k, long otherwise) {
    if (k >= words.size() || words[k].empty()) return otherwise;
    const auto value = number_of<long>(words[k]);
    if (!value) refuse("--frames", "FIRST:END:STEP, whole numbers, END not included", "'" + text + "'");
    return *value;
  };
  const auto n = static_cast<long>(frames.size());
  const long first = part(0, 0);
  const long end = words.size() == 1 ? first + 1 : part(1, n);
  const long step = part(2, 1);
  if (words.size() > 3 || first < 0 || step < 1 || end <= first || first >= n) {
    refuse("--frames", "FIRST:END:STEP with 0 <= FIRST < END, FIRST < " + std::to_string(n) + ", STEP > 0",
           "'" + text + "'");
  }
  for (long i = 0; i < n; ++i)
    frames[static_cast<std::size_t>(i)].is_selected &= i >= first && i < end && (i - first) % step == 0;
}

std::pair<double, double> interval_of(const std::string& word, const std::string& text) {
  const auto ends = split(word, ':');
  const auto low = ends.size() == 2 ? number_of<double>(ends[0]) : std::nullopt;
  const auto high = ends.size() == 2 ? number_of<double>(ends[1]) : std::nullopt;
  if (!low || !high || !(*low <= *high)) refuse("--roi", "X0:X1,Y0:Y1 in um, lower first", "'" + text + "'");
  return {*low, *high};
}

void select_region(std::vector<PlannedFrame>& frames, const std::string& text) {
  const auto words = split(text, ',');
  if (words.size() != 2) refuse("--roi", "X0:X1,Y0:Y1 in um", "'" + text + "'");
  const auto x = interval_of(words[0], text);
  const auto y = interval_of(words[1], text);
  bool any = false;
  for (PlannedFrame& frame : frames) {
    if (!std::isfinite(frame.x_um) || !std::isfinite(frame.y_um))
      refuse("--roi", "frames whose positions are known beforehand", frame.name + " without",
             "give --positions or --shape and --step-um");
    frame.is_selected &=
        frame.x_um >= x.first && frame.x_um <= x.second && frame.y_um >= y.first && frame.y_um <= y.second;
    any |= frame.is_selected;
  }
  if (!any) refuse("--roi", "a region with frames in it", "'" + text + "'");
}

}  // namespace

void add_scan_plan_options(CLI::App& command, ScanPlanOptions& options) {
  command.add_option("--frames", options.frames, "Take these frames alone: FIRST:END:STEP, END not included")
      ->type_name("A:B:C");
  command.add_option("--roi", options.roi_um, "Take frames in this region of the map alone, um")
      ->type_name("X0:X1,Y0:Y1");
  command
      .add_option("--shape", options.shape,
                  "Points of the map along x and y for frames without positions, row by row; NX:NY:snake "
                  "when every second row runs backwards")
      ->type_name("NX:NY");
  command.add_option("--step-um", options.step_um, "Distance between the points of --shape (default 1)")
      ->check(CLI::PositiveNumber)
      ->type_name("UM");
  command
      .add_option("--positions", options.positions,
                  "CSV with columns x_um, y_um, one line per frame; with a column file: the frames of the "
                  "map, those that are not among the inputs count as missing")
      ->type_name("FILE");
}

std::vector<PlannedFrame> plan_scan(const PatternInputs& inputs, const ScanPlanOptions& options) {
  if (!options.shape.empty() && !options.positions.empty())
    refuse("--shape", "--shape or --positions", "both", "one of them is enough");
  std::vector<PlannedFrame> frames = inputs_in_order(inputs);
  if (!options.shape.empty()) frames = in_raster(std::move(frames), options);
  if (!options.positions.empty()) frames = at_positions(std::move(frames), options.positions);
  if (!options.frames.empty()) select_frames(frames, options.frames);
  if (!options.roi_um.empty()) select_region(frames, options.roi_um);
  return frames;
}

}  // namespace lauelith

// SPDX-License-Identifier: BSD-3-Clause
#include "src/colour_map.h"

#include <algorithm>
#include <cassert>
#include <charconv>
#include <cmath>
#include <string_view>

#include "src/embedded.h"

namespace lauelith {
namespace {

using Rgb = std::array<double, 3>;

/// Rows of three numbers; lines that begin with // are remarks.
std::vector<Rgb> read_table(std::string_view text) {
  std::vector<Rgb> rows;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty() || line.starts_with("//")) continue;
    Rgb row{};
    for (double& value : row) {
      const char* stop = std::from_chars(line.data(), line.data() + line.size(), value).ptr;
      line.remove_prefix(std::min(static_cast<std::size_t>(stop - line.data()) + 1, line.size()));
    }
    rows.push_back(row);
  }
  return rows;
}

double gamma_encoded(double linear) {
  const double value = std::clamp(linear, 0.0, 1.0);
  return value <= 0.0031308 ? 12.92 * value : 1.055 * std::pow(value, 1.0 / 2.4) - 0.055;
}

/// Oklab to sRGB, B. Ottosson, "A perceptual color space for image processing" (2020).
Rgb srgb_of_oklab(double lightness, double a, double b) {
  const double l = std::pow(lightness + 0.3963377774 * a + 0.2158037573 * b, 3);
  const double m = std::pow(lightness - 0.1055613458 * a - 0.0638541728 * b, 3);
  const double s = std::pow(lightness - 0.0894841775 * a - 1.2914855480 * b, 3);
  return {gamma_encoded(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
          gamma_encoded(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
          gamma_encoded(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s)};
}

std::uint8_t byte_of(double value) { return static_cast<std::uint8_t>(std::lround(255.0 * value)); }

}  // namespace

ColourMap::ColourMap(const std::vector<Rgb>& rgb) {
  assert(rgb.size() >= 2);
  for (int i = 0; i < n_steps; ++i) {
    const double place = static_cast<double>(i) / (n_steps - 1) * static_cast<double>(rgb.size() - 1);
    const auto left = std::min(static_cast<std::size_t>(place), rgb.size() - 2);
    const double t = place - static_cast<double>(left);
    Rgb mixed{};
    for (std::size_t c = 0; c < 3; ++c) mixed[c] = (1.0 - t) * rgb[left][c] + t * rgb[left + 1][c];
    colours_[static_cast<std::size_t>(i)] = {byte_of(mixed[0]), byte_of(mixed[1]), byte_of(mixed[2])};
  }
}

ColourMap ColourMap::viridis() {
  return ColourMap(read_table(embedded::content_of(embedded::drawing, "viridis.txt")));
}

ColourMap ColourMap::ink() { return ColourMap({{1.0, 1.0, 1.0}, {0.0, 0.0, 0.0}}); }

ColourMap ColourMap::blue_white_red() {
  constexpr int n_side = 32;
  std::vector<Rgb> rows;
  for (int i = -n_side; i <= n_side; ++i) {
    const double away = static_cast<double>(std::abs(i)) / n_side;
    const double lightness = 0.97 - 0.47 * away;
    rows.push_back(i < 0 ? srgb_of_oklab(lightness, -0.045 * away, -0.15 * away)
                         : srgb_of_oklab(lightness, 0.17 * away, 0.085 * away));
  }
  return ColourMap(rows);
}

ColourMap ColourMap::named(const std::string& name) {
  if (name == "viridis") return viridis();
  if (name == "blue-white-red") return blue_white_red();
  assert(name == "ink");
  return ink();
}

Colour ColourMap::at(double value) const {
  if (std::isnan(value)) return not_a_number;
  const double step = std::clamp(value, 0.0, 1.0) * (n_steps - 1);
  return colours_[static_cast<std::size_t>(std::lround(step))];
}

Colour category_colour(int index) {
  constexpr std::array<Colour, 7> colours{{{213, 94, 0},
                                           {0, 114, 178},
                                           {0, 158, 115},
                                           {204, 121, 167},
                                           {86, 180, 233},
                                           {230, 159, 0},
                                           {120, 94, 240}}};
  return colours[static_cast<std::size_t>(index) % colours.size()];
}

}  // namespace lauelith

// SPDX-License-Identifier: BSD-3-Clause
#include "src/plot_axes.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string_view>

#include "src/stroke_font.h"

namespace lauelith {
namespace {

constexpr Colour black{0, 0, 0};
constexpr double tick_length = 6.0;
constexpr double number_size = 10.0;
constexpr double label_size = 11.0;

Lettering numbers(Align align) { return {number_size, black, align, false, false}; }

/// A step 1, 2 or 5 · 10^k that is not smaller than the one given.
double round_step(double step) {
  const double decade = std::pow(10.0, std::floor(std::log10(step)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * decade >= step * (1.0 - 1e-9)) return factor * decade;
  }
  return 10.0 * decade;
}

}  // namespace

std::vector<double> round_ticks(double low, double high, int n_wanted) {
  if (!(high > low) || n_wanted < 1 || !std::isfinite(high - low)) return {};
  // Closer ends differ by rounding only, and counting in such steps would not move.
  if (high - low < 1e-12 * std::max(std::abs(low), std::abs(high))) return {};
  const double step = round_step((high - low) / n_wanted);
  std::vector<double> ticks;
  const double slack = 1e-9 * (high - low);
  for (double k = std::ceil((low - slack) / step); k * step <= high + slack; k += 1.0)
    ticks.push_back(k * step + 0.0);
  return ticks;
}

std::vector<double> logarithmic_ticks(double low, double high) {
  if (!(low > 0.0) || !(high > low) || !std::isfinite(high)) return {};
  const bool only_powers = high / low > 1e3;
  std::vector<double> ticks;
  for (double decade = std::pow(10.0, std::floor(std::log10(low))); decade <= high; decade *= 10.0) {
    for (const double factor : {1.0, 2.0, 5.0}) {
      const double tick = factor * decade;
      if (factor > 1.0 && only_powers) continue;
      if (tick >= low * (1.0 - 1e-9) && tick <= high * (1.0 + 1e-9)) ticks.push_back(tick);
    }
  }
  return ticks;
}

std::string tick_text(double value) {
  std::array<char, 32> text{};
  const double rounded = std::abs(value) < 1e-300 ? 0.0 : value;
  const auto end =
      std::to_chars(text.data(), text.data() + text.size(), rounded, std::chars_format::general, 6).ptr;
  std::string shown(text.data(), end);
  for (std::size_t i = shown.find('-'); i != std::string::npos; i = shown.find('-')) shown.replace(i, 1, "−");
  return shown;
}

Place Axes::place_of(double x_value, double y_value) const {
  return {box.left + box.width * (x_value - x.first) / (x.last - x.first),
          box.top + box.height * (y_value - y.first) / (y.last - y.first)};
}

void draw_axes(Picture& picture, const Axes& axes) {
  const Pen pen{black, 1.2, 1.0};
  const Box& box = axes.box;
  picture.outline(box, pen);
  const int n_x = std::max(2, static_cast<int>(box.width / 110.0));
  const int n_y = std::max(2, static_cast<int>(box.height / 110.0));
  const auto [x_low, x_high] = std::minmax(axes.x.first, axes.x.last);
  for (const double tick : round_ticks(x_low, x_high, n_x)) {
    const double x = axes.place_of(tick, axes.y.last).x;
    picture.line({x, box.bottom()}, {x, box.bottom() + tick_length}, pen);
    write(picture, tick_text(tick), {x, box.bottom() + tick_length + number_size + 5.0},
          numbers(Align::centre));
  }
  const auto [y_low, y_high] = std::minmax(axes.y.first, axes.y.last);
  double widest = 0.0;
  for (const double tick : round_ticks(y_low, y_high, n_y)) {
    const double y = axes.place_of(axes.x.first, tick).y;
    picture.line({box.left - tick_length, y}, {box.left, y}, pen);
    const Place anchor{box.left - tick_length - 5.0, y + 0.5 * number_size};
    write(picture, tick_text(tick), anchor, numbers(Align::right));
    widest = std::max(widest, stroke_font().width(tick_text(tick), number_size));
  }
  const Lettering label{label_size, black, Align::centre, false, false};
  write(picture, axes.x.label, {box.left + 0.5 * box.width, box.bottom() + 42.0}, label);
  write_upwards(picture, axes.y.label, {box.left - tick_length - widest - 14.0, box.top + 0.5 * box.height},
                label);
}

void draw_colour_bar(Picture& picture, const ColourBar& bar, const ColourMap& colours) {
  const Box& box = bar.box;
  const int n_rows = static_cast<int>(std::ceil(box.height));
  for (int i = 0; i < n_rows; ++i) {
    picture.fill({box.left, box.top + i, box.width, 1.0}, colours.at(1.0 - (i + 0.5) / n_rows));
  }
  const Pen pen{black, 1.2, 1.0};
  picture.outline(box, pen);
  const auto share = [&bar](double value) {
    return bar.logarithmic ? std::log(value / bar.low) / std::log(bar.high / bar.low)
                           : (value - bar.low) / (bar.high - bar.low);
  };
  const auto ticks =
      bar.logarithmic ? logarithmic_ticks(bar.low, bar.high) : round_ticks(bar.low, bar.high, 5);
  double widest = 0.0;
  for (const double tick : ticks) {
    const double y = box.bottom() - box.height * share(tick);
    picture.line({box.right(), y}, {box.right() + tick_length, y}, pen);
    write(picture, tick_text(tick), {box.right() + tick_length + 5.0, y + 0.5 * number_size},
          numbers(Align::left));
    widest = std::max(widest, stroke_font().width(tick_text(tick), number_size));
  }
  const Lettering label{label_size, black, Align::centre, false, false};
  const double x = box.right() + tick_length + widest + 12.0 + label_size;
  write_upwards(picture, bar.label, {x, box.top + 0.5 * box.height}, label);
}

}  // namespace lauelith

// SPDX-License-Identifier: BSD-3-Clause
#include "src/line_plot.h"

#include <algorithm>
#include <cmath>

#include "src/plot_axes.h"
#include "src/stroke_font.h"

namespace lauelith {
namespace {

constexpr Colour white{255, 255, 255};
constexpr Colour black{0, 0, 0};
constexpr double left_margin = 98.0;
constexpr double top_margin = 44.0;
constexpr double width = 560.0;
constexpr double height = 450.0;
constexpr double legend_width = 250.0;
constexpr double line_height = 18.0;

struct Span {
  double low = INFINITY;
  double high = -INFINITY;
  void add(const std::vector<double>& values) {
    for (const double value : values) {
      if (!std::isfinite(value)) continue;
      low = std::min(low, value);
      high = std::max(high, value);
    }
  }
  /// Never empty, with a margin.
  Span widened(double share) const {
    if (!(low <= high)) return {0.0, 1.0};
    const double size = std::max(std::abs(low), std::abs(high));
    const double extent = high - low > 1e-9 * size ? high - low : std::max(size, 1e-9);
    return {low - share * extent, high + share * extent};
  }
};

constexpr double group_width = 0.8;  // of the bars at one place

Axes axes_of(const LinePlot& plot) {
  Span x, y;
  if (plot.bars) y.add({0.0});
  for (const PlotCurve& curve : plot.curves) {
    x.add(curve.x);
    for (const auto* values : {&curve.y, &curve.low, &curve.high}) y.add(*values);
  }
  Span x_shown = x.widened(0.0);
  if (plot.bars) x_shown = {x.low - 0.5, x.high + 0.5};
  const Span y_shown = y.widened(0.06);
  return {{left_margin, top_margin, width, height},
          {x_shown.low, x_shown.high, plot.x_label},
          {y_shown.high, y_shown.low, (plot.log10_y ? "log10 of " : "") + plot.y_label}};
}

/// Everything that is drawn against y, as its logarithm.
LinePlot with_logarithms(LinePlot plot) {
  for (PlotCurve& curve : plot.curves) {
    for (auto* values : {&curve.y, &curve.low, &curve.high}) {
      for (double& value : *values) value = value > 0.0 ? std::log10(value) : NAN;
    }
  }
  return plot;
}

void draw_bars(Picture& picture, const Axes& axes, const LinePlot& plot) {
  const double bar = group_width / static_cast<double>(plot.curves.size());
  for (std::size_t k = 0; k < plot.curves.size(); ++k) {
    const PlotCurve& curve = plot.curves[k];
    for (std::size_t i = 0; i < curve.x.size(); ++i) {
      if (!std::isfinite(curve.y[i])) continue;
      const double left = curve.x[i] - 0.5 * group_width + bar * static_cast<double>(k);
      const Place one = axes.place_of(left + 0.05 * bar, std::max(curve.y[i], 0.0));
      const Place other = axes.place_of(left + 0.95 * bar, std::min(curve.y[i], 0.0));
      picture.fill({one.x, one.y, other.x - one.x, other.y - one.y}, category_colour(static_cast<int>(k)));
      if (curve.low.size() != curve.x.size() || !std::isfinite(curve.low[i] + curve.high[i])) continue;
      const double middle = left + 0.5 * bar;
      picture.line(axes.place_of(middle, curve.low[i]), axes.place_of(middle, curve.high[i]),
                   {black, 1.6, 1.0});
    }
  }
}

/// Pale columns between the band's edges.
void draw_band(Picture& picture, const Axes& axes, const PlotCurve& curve, Colour colour) {
  if (curve.low.size() != curve.x.size() || curve.high.size() != curve.x.size()) return;
  for (std::size_t i = 1; i < curve.x.size(); ++i) {
    const auto at = [&](const std::vector<double>& values, std::size_t k) {
      return axes.place_of(curve.x[k], values[k]);
    };
    const Place from_low = at(curve.low, i - 1), to_low = at(curve.low, i);
    const Place from_high = at(curve.high, i - 1), to_high = at(curve.high, i);
    for (double column = std::floor(from_low.x); column < to_low.x; column += 1.0) {
      const double share = std::clamp((column + 0.5 - from_low.x) / (to_low.x - from_low.x), 0.0, 1.0);
      const double top = from_high.y + share * (to_high.y - from_high.y);
      const double bottom = from_low.y + share * (to_low.y - from_low.y);
      const bool is_inside = column + 0.5 >= from_low.x && column + 0.5 < to_low.x;
      if (is_inside && std::isfinite(top + bottom))
        picture.fill({column, top, 1.0, bottom - top}, colour, 0.22);
    }
  }
}

/// The line cut into dashes along its length.
std::vector<Stroke> dashes(const Stroke& line) {
  constexpr double dash = 8.0, period = 13.0;
  std::vector<Stroke> strokes;
  double walked = 0.0;
  for (std::size_t i = 1; i < line.size(); ++i) {
    const double length = std::hypot(line[i].x - line[i - 1].x, line[i].y - line[i - 1].y);
    const auto along = [&](double s) {
      return Place{line[i - 1].x + (line[i].x - line[i - 1].x) * s / length,
                   line[i - 1].y + (line[i].y - line[i - 1].y) * s / length};
    };
    for (double s = 0.0; s < length;) {
      const double phase = std::fmod(walked + s, period);
      const double end = std::min(length, s + (phase < dash ? dash - phase : period - phase) + 1e-9);
      if (phase < dash) strokes.push_back({along(s), along(end)});
      s = end;
    }
    walked += length;
  }
  return strokes;
}

void draw_curve(Picture& picture, const Axes& axes, const PlotCurve& curve, Colour colour) {
  std::vector<Stroke> strokes;
  Stroke stroke;
  for (std::size_t i = 0; i <= curve.x.size(); ++i) {
    const bool goes_on = i < curve.x.size() && std::isfinite(curve.y[i]);
    if (goes_on) stroke.push_back(axes.place_of(curve.x[i], curve.y[i]));
    if (goes_on || stroke.size() < 2) continue;
    if (curve.dashed) {
      for (Stroke& one : dashes(stroke)) strokes.push_back(std::move(one));
    } else {
      strokes.push_back(stroke);
    }
    stroke.clear();
  }
  for (const Stroke& one : strokes) picture.draw({one}, {colour, 2.2, 1.0});
}

void draw_zero_lines(Picture& picture, const Axes& axes) {
  const Pen thin{{150, 150, 150}, 1.0, 1.0};
  const Place zero = axes.place_of(0.0, 0.0);
  if (axes.y.last < 0.0 && axes.y.first > 0.0)
    picture.line({axes.box.left, zero.y}, {axes.box.right(), zero.y}, thin);
  if (axes.x.first < 0.0 && axes.x.last > 0.0)
    picture.line({zero.x, axes.box.top}, {zero.x, axes.box.bottom()}, thin);
}

void draw_legend(Picture& picture, const Axes& axes, const LinePlot& plot) {
  double y = axes.box.top + 12.0;
  const double left = axes.box.right() + 20.0;
  for (std::size_t i = 0; i < plot.curves.size(); ++i) {
    const Colour colour = category_colour(static_cast<int>(i));
    const Stroke line{{left, y - 4.0}, {left + 30.0, y - 4.0}};
    picture.draw(plot.curves[i].dashed ? dashes(line) : std::vector<Stroke>{line}, {colour, 2.2, 1.0});
    const double room = legend_width - 62.0;
    const double size = std::min(10.0, 10.0 * room / stroke_font().width(plot.curves[i].label, 10.0));
    write(picture, plot.curves[i].label, {left + 38.0, y}, {size, black, Align::left, false, false});
    y += line_height;
  }
}

}  // namespace

Picture line_plot(const LinePlot& wanted) {
  const LinePlot plot = wanted.log10_y ? with_logarithms(wanted) : wanted;
  const Axes axes = axes_of(plot);
  const double below = 62.0 + line_height * static_cast<double>(plot.notes.size());
  Picture picture(static_cast<int>(left_margin + width + legend_width),
                  static_cast<int>(top_margin + height + below), white);
  if (plot.zero_line) draw_zero_lines(picture, axes);
  if (plot.bars) draw_bars(picture, axes, plot);
  for (std::size_t i = 0; i < plot.curves.size() && !plot.bars; ++i)
    draw_band(picture, axes, plot.curves[i], category_colour(static_cast<int>(i)));
  for (std::size_t i = 0; i < plot.curves.size() && !plot.bars; ++i)
    draw_curve(picture, axes, plot.curves[i], category_colour(static_cast<int>(i)));
  draw_axes(picture, axes);
  draw_legend(picture, axes, plot);
  write(picture, plot.title, {left_margin, top_margin - 18.0}, {13.0, black, Align::left, false, false});
  double y = axes.box.bottom() + 66.0;
  for (const std::string& note : plot.notes) {
    write(picture, note, {left_margin, y}, {9.5, {70, 70, 70}, Align::left, false, false});
    y += line_height;
  }
  return picture;
}

}  // namespace lauelith

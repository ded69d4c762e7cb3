// SPDX-License-Identifier: BSD-3-Clause
#include "src/pattern_picture.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>
#include <vector>

#include "src/colour_map.h"
#include "src/image_view.h"
#include "src/pattern_legend.h"
#include "src/plot_axes.h"
#include "src/spot_label.h"
#include "src/stroke_font.h"

namespace lauelith {
namespace {

constexpr double left_margin = 84.0;
constexpr double top_margin = 44.0;
constexpr double bottom_margin = 62.0;
constexpr double bar_margin = 102.0;  // colour bar with its numbers and label
constexpr double legend_margin = 218.0;
constexpr double bar_width = 16.0;
constexpr double label_size = 9.5;
constexpr Colour white{255, 255, 255};

struct Layout {
  Axes axes;
  Box bar;
  Box legend;
  int width = 0;
  int height = 0;
};

/// Square pixels; a small frame is enlarged, but not beyond eight times.
Layout layout_for(double cols, double rows, bool has_bar, int widest_px) {
  const double right = legend_margin + (has_bar ? bar_margin : 24.0);
  const double room = std::max(160.0, widest_px - left_margin - right);
  const double scale = std::min({room / cols, 1.15 * room / rows, 8.0});
  Layout layout;
  layout.axes.box = {left_margin, top_margin, std::max(1.0, std::round(scale * cols)),
                     std::max(1.0, std::round(scale * rows))};
  layout.axes.x = {-0.5, cols - 0.5, "x (px)"};
  layout.axes.y = {-0.5, rows - 0.5, "y (px)"};
  const Box& box = layout.axes.box;
  layout.bar = {box.right() + 14.0, box.top, bar_width, box.height};
  const double height = std::max(box.height, 260.0);
  layout.legend = {box.right() + right - legend_margin, box.top, legend_margin, height};
  layout.width = static_cast<int>(std::ceil(layout.legend.right()));
  layout.height = static_cast<int>(std::ceil(box.top + height + bottom_margin));
  return layout;
}

std::string title_of(const FrameResult& result) {
  constexpr std::size_t longest_name = 70;
  std::string name = std::filesystem::path(result.source).filename().string();
  if (name.size() > longest_name) name = "…" + name.substr(name.size() - longest_name);
  std::string title = name + (name.empty() ? "" : ":  ") + summary_text(result);
  if (!result.message.empty()) title += "  (" + result.message + ")";
  return title;
}

void draw_title(Picture& picture, const FrameResult& result, const Layout& layout) {
  const std::string title = title_of(result);
  const double size = std::min(13.0, 13.0 * (layout.width - left_margin) / stroke_font().width(title, 13.0));
  write(picture, title, {left_margin, top_margin - 18.0}, {size, {0, 0, 0}, Align::left, false, false});
}

/// The spots of a grain that belong to the brightest peaks.
std::vector<IndexedSpot> brightest_spots(const Grain& grain, const std::vector<Peak>& peaks, int n) {
  const auto intensity = [&peaks](const IndexedSpot& spot) {
    const bool is_known = spot.peak >= 0 && static_cast<std::size_t>(spot.peak) < peaks.size();
    return is_known ? peaks[static_cast<std::size_t>(spot.peak)].intensity : 0.0;
  };
  std::vector<IndexedSpot> spots = grain.spots;
  std::stable_sort(spots.begin(), spots.end(), [&intensity](const IndexedSpot& a, const IndexedSpot& b) {
    return intensity(a) > intensity(b);
  });
  if (spots.size() > static_cast<std::size_t>(n)) spots.resize(static_cast<std::size_t>(n));
  return spots;
}

void draw_spots(Picture& picture, const Axes& axes, const FrameResult& result) {
  for (std::size_t i = 0; i < result.grains.size(); ++i) {
    for (const IndexedSpot& spot : result.grains[i].spots) {
      const Place place = axes.place_of(spot.calculated_px.x(), spot.calculated_px.y());
      if (axes.box.contains(place)) draw_spot_mark(picture, place, result.grains[i], static_cast<int>(i));
    }
  }
}

void draw_labels(Picture& picture, const Axes& axes, const FrameResult& result, int n_labels) {
  LabelPlacer placer(axes.box);
  constexpr double mark = 8.0;
  for (const Grain& grain : result.grains) {
    for (const IndexedSpot& spot : grain.spots) {
      const Place place = axes.place_of(spot.calculated_px.x(), spot.calculated_px.y());
      placer.reserve({place.x - mark, place.y - mark, 2 * mark, 2 * mark});
    }
  }
  for (std::size_t i = 0; i < result.grains.size(); ++i) {
    for (const IndexedSpot& spot : brightest_spots(result.grains[i], result.peaks.peaks, n_labels)) {
      const std::string text = hkl_text(spot.hkl);
      const Place place = axes.place_of(spot.calculated_px.x(), spot.calculated_px.y());
      const double width = stroke_font().width(text, label_size);
      const auto box = placer.place(place, width, 1.35 * label_size, mark + 1.0);
      if (!box) continue;
      const Colour colour = category_colour(static_cast<int>(i));
      write(picture, text, {box->left, box->bottom()}, {label_size, colour, Align::left, true, true});
    }
  }
}

void draw_marks(Picture& picture, const Axes& axes, const FrameResult& result,
                const PatternPictureOptions& options) {
  if (options.show_peaks) {
    for (const Peak& peak : result.peaks.peaks) {
      const Place place = axes.place_of(peak.x_px, peak.y_px);
      const Colour colour = options.colours == "ink" ? Colour{70, 70, 70} : Colour{255, 255, 255};
      if (axes.box.contains(place)) draw_peak_mark(picture, place, colour);
    }
  }
  if (!options.show_grains) return;
  draw_spots(picture, axes, result);
  draw_labels(picture, axes, result, options.n_labels);
}

void draw_dots(Picture& picture, const Axes& axes, const std::vector<Peak>& peaks) {
  double brightest = 0.0;
  for (const Peak& peak : peaks) brightest = std::max(brightest, peak.intensity);
  for (const Peak& peak : peaks) {
    const double decades_below = peak.intensity > 0.0 ? std::log10(brightest / peak.intensity) : 4.0;
    const double radius = std::clamp(4.2 - 0.9 * decades_below, 1.0, 4.2);
    const Place place = axes.place_of(peak.x_px, peak.y_px);
    if (axes.box.contains(place)) picture.disc(place, radius, {30, 30, 30});
  }
}

/// Size of the frame that a list came from; without one, of a frame that holds every peak.
Eigen::Vector2d extent_of(const PeakList& list) {
  Eigen::Vector2d extent(list.cols, list.rows);
  if (list.cols > 0 && list.rows > 0) return extent;
  extent = {100.0, 100.0};
  for (const Peak& peak : list.peaks) {
    if (std::isfinite(peak.x_px))
      extent.x() = std::max(extent.x(), std::ceil(peak.x_px / 100.0 + 0.2) * 100.0);
    if (std::isfinite(peak.y_px))
      extent.y() = std::max(extent.y(), std::ceil(peak.y_px / 100.0 + 0.2) * 100.0);
  }
  return extent.cwiseMin(100000.0);
}

}  // namespace

void describe(ParameterVisitor& visit, PatternPictureOptions& options) {
  const double inf = std::numeric_limits<double>::infinity();
  visit.text({"colours", "colours of the image", -inf, inf, {"ink", "viridis"}}, options.colours);
  visit.integer({"widest_px", "width of the picture", 480, 8000}, options.widest_px);
  visit.integer({"n_labels", "Miller indices written per grain, brightest spots first", 0, 1000},
                options.n_labels);
  visit.flag({"show_peaks", "circle the peaks that were found"}, options.show_peaks);
  visit.flag({"show_grains", "mark the spots of the grains"}, options.show_grains);
}

Picture pattern_picture(const Image& image, const FrameResult& result, const PatternPictureOptions& options) {
  const Layout layout = layout_for(image.cols, image.rows, true, options.widest_px);
  Picture picture(layout.width, layout.height, white);
  const ColourMap colours = ColourMap::named(options.colours);
  const DisplayLimits limits = robust_limits(image);
  draw_image(picture, layout.axes.box, image, limits, colours);
  draw_axes(picture, layout.axes);
  draw_colour_bar(picture, {layout.bar, limits.low, limits.high, true, "counts"}, colours);
  draw_marks(picture, layout.axes, result, options);
  draw_legend(picture, layout.legend, result, PeakMark::circle);
  draw_title(picture, result, layout);
  return picture;
}

Picture pattern_picture(const FrameResult& result, const PatternPictureOptions& options) {
  const Eigen::Vector2d extent = extent_of(result.peaks);
  const Layout layout = layout_for(extent.x(), extent.y(), false, options.widest_px);
  Picture picture(layout.width, layout.height, white);
  draw_axes(picture, layout.axes);
  draw_dots(picture, layout.axes, result.peaks.peaks);
  PatternPictureOptions grains_only = options;
  grains_only.show_peaks = false;
  draw_marks(picture, layout.axes, result, grains_only);
  draw_legend(picture, layout.legend, result, PeakMark::dot);
  draw_title(picture, result, layout);
  return picture;
}

}  // namespace lauelith

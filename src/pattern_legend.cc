// SPDX-License-Identifier: BSD-3-Clause
#include "src/pattern_legend.h"

#include <cmath>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "src/colour_map.h"
#include "src/stroke_font.h"

namespace lauelith {
namespace {

constexpr double line_height = 17.0;
constexpr double indent = 24.0;
constexpr double mark_half_width = 7.0;

std::string fixed(double value, int digits) {
  if (!std::isfinite(value)) return "not known";
  char text[40];
  std::snprintf(text, sizeof text, "%.*f", digits, value);
  return text[0] == '-' ? "−" + std::string(text + 1) : text;
}

std::string counted(std::size_t n, const std::string& noun) {
  return std::to_string(n) + " " + noun + (n == 1 ? "" : "s");
}

std::vector<std::string> grain_lines(const Grain& grain) {
  return {counted(grain.spots.size(), "spot") + " indexed", "residual " + fixed(grain.rms_px, 3) + " px rms",
          "residual " + fixed(grain.mean_residual_px, 3) + " px mean",
          "log10 false alarm " + fixed(grain.log10_false_alarm, 1)};
}

}  // namespace

void draw_spot_mark(Picture& picture, const Place& place, const Grain& grain, int grain_number) {
  const Pen pen{category_colour(grain_number), 1.6, 1.0};
  if (grain.quality == GrainQuality::doubtful) return picture.cross(place, 0.8 * mark_half_width, pen);
  picture.outline(
      {place.x - mark_half_width, place.y - mark_half_width, 2 * mark_half_width, 2 * mark_half_width}, pen);
}

void draw_peak_mark(Picture& picture, const Place& place, Colour colour) {
  picture.circle(place, 5.0, {colour, 1.0, 0.9});
}

void draw_legend(Picture& picture, const Box& box, const FrameResult& result, PeakMark peak_mark) {
  const Lettering plain{10.0, {40, 40, 40}, Align::left, false, false};
  const Lettering heading{10.5, {0, 0, 0}, Align::left, false, true};
  double y = box.top + line_height;
  const auto write_line = [&](std::string_view text, const Lettering& lettering) {
    write(picture, text, {box.left + indent, y}, lettering);
    y += line_height;
  };
  if (!result.peaks.peaks.empty()) {
    const Place place{box.left + 9.0, y - 5.0};
    if (peak_mark == PeakMark::circle) draw_peak_mark(picture, place, {70, 70, 70});
    if (peak_mark == PeakMark::dot) picture.disc(place, 3.0, {30, 30, 30});
    write_line(counted(result.peaks.peaks.size(), "peak") + " found", plain);
  }
  for (std::size_t i = 0; i < result.grains.size(); ++i) {
    const Grain& grain = result.grains[i];
    const auto lines = grain_lines(grain);
    if (y + (static_cast<double>(lines.size()) + 2.5) * line_height > box.bottom()) {
      y += 0.5 * line_height;
      return write_line("and " + counted(result.grains.size() - i, "more grain"), plain);
    }
    y += 0.7 * line_height;
    draw_spot_mark(picture, {box.left + 9.0, y - 5.0}, grain, static_cast<int>(i));
    const bool doubtful = grain.quality == GrainQuality::doubtful;
    write_line("grain " + std::to_string(i + 1) + (doubtful ? ", doubtful" : ""), heading);
    for (const std::string& line : lines) write_line(line, plain);
  }
}

std::string summary_text(const FrameResult& result) {
  std::size_t n_indexed = 0;
  for (const Grain& grain : result.grains) n_indexed += grain.spots.size();
  std::string text =
      counted(result.peaks.peaks.size(), "peak") + ", " + counted(result.grains.size(), "grain");
  if (n_indexed > 0) text += ", " + counted(n_indexed, "spot") + " indexed";
  return text;
}

}  // namespace lauelith

// SPDX-License-Identifier: BSD-3-Clause
#include "src/spot_label.h"

#include <algorithm>
#include <array>

namespace lauelith {

std::string hkl_text(const Eigen::Vector3i& hkl) {
  constexpr std::string_view bar = "\xCC\x84";  // U+0304, stands over the character before it
  std::string text;
  for (const int index : hkl) {
    if (!text.empty()) text += ' ';
    for (const char digit : std::to_string(index)) {
      if (digit == '-') continue;
      text += digit;
      if (index < 0) text += bar;
    }
  }
  return text;
}

bool LabelPlacer::is_free(const Box& box) const {
  if (!area_.contains({box.left, box.top}) || !area_.contains({box.right(), box.bottom()})) return false;
  return std::none_of(taken_.begin(), taken_.end(), [&box](const Box& other) { return box.overlaps(other); });
}

std::optional<Box> LabelPlacer::place(const Place& point, double width, double height, double gap) {
  const double right = point.x + gap;
  const double left = point.x - gap - width;
  const double above = point.y - gap - height;
  const double below = point.y + gap;
  const double beside = point.y - 0.5 * height;
  const std::array<Place, 8> corners{{{right, above},
                                      {right, beside},
                                      {right, below},
                                      {left, above},
                                      {left, beside},
                                      {left, below},
                                      {point.x - 0.5 * width, above},
                                      {point.x - 0.5 * width, below}}};
  for (const Place& corner : corners) {
    const Box box{corner.x, corner.y, width, height};
    if (!is_free(box)) continue;
    taken_.push_back(box);
    return box;
  }
  return std::nullopt;
}

}  // namespace lauelith

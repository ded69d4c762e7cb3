// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "src/grain.h"
#include "src/picture.h"

namespace lauelith {

/// The mark of a spot of a grain: a square in the grain's colour; a cross for a doubtful grain.
void draw_spot_mark(Picture& picture, const Place& place, const Grain& grain, int grain_number);
/// The mark of a found peak: a thin circle.
void draw_peak_mark(Picture& picture, const Place& place, Colour colour);

enum class PeakMark { circle, dot };

/// Explains the marks and gives the numbers of each grain, as many as fit into the box.
void draw_legend(Picture& picture, const Box& box, const FrameResult& result, PeakMark peak_mark);

/// "97 peaks, 1 grain, 95 spots indexed"
std::string summary_text(const FrameResult& result);

}  // namespace lauelith

// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/frame.h"

/// Text that cameras leave in headers, read as bytes of unknown origin.
namespace lauelith {

/// Up to the first NUL; control characters become blanks; blanks at both ends go.
std::string clean_text(std::string_view raw);

/// Words between blanks, commas and parentheses.
std::vector<std::string> words_of(std::string_view text);

/// A decimal number that fills the whole word (independent of the locale); nothing else.
std::optional<double> number_of(std::string_view word);
std::optional<long long> integer_of(std::string_view word);
/// Shortest decimal form that reads back as the same double.
std::string text_of(double value);

/// `# Key value` lines of Pilatus and Eiger cameras (TIFF tag 270, CBF `_array_data.header_contents`), key
/// and value split at the first blank, colon, comma or equals sign.
std::map<std::string, std::string> dectris_header(std::string_view text);
/// Count_cutoff of such a header: the stored value at which a pixel is clipped.
std::optional<double> dectris_saturation(const std::map<std::string, std::string>& header);
/// The same lines for a writer, the frame's saturation included.
std::string dectris_lines(const Frame& frame);

/// Where the sample stage stood. Kept in the metadata as stage_x_um and stage_y_um.
struct StagePosition {
  double x_um = 0.0;
  double y_um = 0.0;
};
std::optional<StagePosition> stage_position(const Frame& frame);
void set_stage_position(Frame& frame, const StagePosition& position);

}  // namespace lauelith

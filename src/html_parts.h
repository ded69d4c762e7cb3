// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lauelith {

/// Pieces of a self-contained page: no scripts, no outside references. Cells of rows are HTML already; titles
/// and captions are texts and are escaped here. Pinned by tests/src/html_report_test.cc.

/// From the doctype to the headline. `body_class`: "wide" for pages of many pictures.
std::string html_head(const std::string& title, const std::string& body_class = "");
std::string html_tail();

/// With a fixed number of digits; a dash for what is not finite.
std::string html_number(double value, int digits);

std::string html_row(const std::vector<std::string>& cells, const char* tag = "td");
std::string html_table(const std::vector<std::string>& head, const std::string& rows);

/// A picture inside the page.
std::string html_figure(const std::vector<std::uint8_t>& png, const std::string& caption);

}  // namespace lauelith

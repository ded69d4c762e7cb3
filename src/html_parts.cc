// SPDX-License-Identifier: BSD-3-Clause
#include "src/html_parts.h"

#include <array>
#include <cmath>
#include <cstdio>

#include "src/base64.h"
#include "src/html_report.h"

namespace lauelith {
namespace {

constexpr std::string_view style = R"css(
body { font: 15px/1.45 sans-serif; color: #1a1a1a; max-width: 1100px; margin: 2em auto; padding: 0 1em; }
h1 { font-size: 1.6em; }
h2 { font-size: 1.25em; margin-top: 2em; border-top: 1px solid #ccc; padding-top: .8em; }
h3 { font-size: 1.05em; }
img { max-width: 100%; border: 1px solid #ddd; }
table { border-collapse: collapse; margin: .6em 0; font-variant-numeric: tabular-nums; }
th, td { padding: .18em .7em; text-align: right; border-bottom: 1px solid #e4e4e4; white-space: nowrap; }
th { border-bottom: 1px solid #888; font-weight: 600; }
th:first-child, td:first-child { text-align: left; }
.doubtful { color: #8a5a00; }
pre { background: #f6f6f6; padding: 1em; overflow-x: auto; font-size: 12px; }
.columns { display: grid; gap: .4em; align-items: start; }
.verdict { font-size: 1.5em; font-weight: 600; }
.failed { color: #a00000; }
.text { text-align: left; white-space: normal; max-width: 60ch; }
.wide { max-width: 1500px; }
.wide .maps { grid-template-columns: 1fr 1fr 1fr; }
.maps { display: grid; grid-template-columns: 1fr 1fr; gap: .8em; }
figure { margin: 0; break-inside: avoid; }
figcaption { font-size: 12px; color: #555; }
@media print { body { max-width: none; } h2 { break-after: avoid; } tr { break-inside: avoid; } }
)css";

}  // namespace

std::string html_head(const std::string& title, const std::string& body_class) {
  const std::string shown = html_escaped(title);
  return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>" + shown +
         "</title>\n<style>" + std::string(style) + "</style>\n</head>\n<body class=\"" + body_class +
         "\">\n<h1>" + shown + "</h1>\n";
}

std::string html_tail() { return "</body>\n</html>\n"; }

std::string html_number(double value, int digits) {
  if (!std::isfinite(value)) return "&ndash;";
  std::array<char, 400> text{};
  std::snprintf(text.data(), text.size(), "%.*f", digits, value);
  const std::string shown = text.data();
  return shown[0] == '-' ? "&minus;" + shown.substr(1) : shown;
}

std::string html_row(const std::vector<std::string>& cells, const char* tag) {
  std::string html = "<tr>";
  for (const std::string& cell : cells) {
    html += std::string("<") + tag + ">" + cell + "</" + tag + ">";
  }
  return html + "</tr>\n";
}

std::string html_table(const std::vector<std::string>& head, const std::string& rows) {
  return "<table>\n<thead>" + html_row(head, "th") + "</thead>\n<tbody>\n" + rows + "</tbody></table>\n";
}

std::string html_figure(const std::vector<std::uint8_t>& png, const std::string& caption) {
  const std::string title = html_escaped(caption);
  return "<figure><img alt=\"" + title + "\" src=\"data:image/png;base64," + base64(png) + "\"><figcaption>" +
         title + "</figcaption></figure>\n";
}

}  // namespace lauelith

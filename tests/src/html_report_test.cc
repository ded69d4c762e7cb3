// SPDX-License-Identifier: BSD-3-Clause
#include "src/html_report.h"

#include <gtest/gtest.h>

#include <pugixml.hpp>

#include <cmath>

namespace lauelith {
namespace {

ReportContents two_frames() {
  ReportContents contents;
  contents.title = "maps <1> & \"2\"";
  contents.provenance = "lauelith 0.1.0\n[picture]\nname = \"<script>\"\n";
  ReportFrame good;
  good.result.source = "a/frame<img>.tif";
  good.result.status = FrameStatus::ok;
  Peak peak;
  peak.x_px = 10.25;
  peak.intensity = 812.0;
  good.result.peaks.peaks.push_back(peak);
  Grain grain;
  grain.strain_deviatoric_sample << 1.2345e-3, -1e-3, -0.2345e-3, 0, 0, std::nan("");
  grain.strain_covariance_sample.diagonal().setConstant(4e-10);
  grain.spots.push_back({0, {1, -1, 3}, 11.5, {10.0, 20.0}});
  grain.spots.push_back({99, {2, 0, 0}, 9.0, {30.0, 20.0}});
  good.result.grains.push_back(grain);
  good.picture_png = {1, 2, 3, 4};
  ReportFrame bad;
  bad.result.status = FrameStatus::corrupt;
  bad.result.message = std::string("cut\0 at \xff byte 7", 16);
  contents.frames = {bad, good};
  return contents;
}

TEST(HtmlReport, IsWellFormedAndTellsTheNumbers) {
  const std::string html = html_report(two_frames());
  for (const char* part : {"1.2345 &plusmn; 0.0200", "&minus;1.0000", "file corrupt",
                           "data:image/png;base64,AQIDBA==", "<td>&minus;1</td>",
                           "maps &lt;1&gt; &amp; &quot;2&quot;", "0.250", "812"}) {
    EXPECT_NE(html.find(part), std::string::npos) << part;
  }
  EXPECT_LT(html.find("frame&lt;img&gt;"), html.find("cut\uFFFD at \uFFFD"))
      << "frames with grains come first";
}

TEST(HtmlReport, CarriesNothingThatRunsOrLoads) {
  const std::string html = html_report(two_frames());
  for (const char* part : {"<script", "http:", "https:", "<link", "<img>"}) {
    EXPECT_EQ(html.find(part), std::string::npos) << part;
  }
  EXPECT_EQ(html, html_report(two_frames()));
}

// Elements must nest; void elements and entities are put into XML's spelling first.
TEST(HtmlReport, ElementsNest) {
  std::string xml = html_report(two_frames()).substr(std::string("<!DOCTYPE html>").size());
  const auto close = [&xml](const std::string& start) {
    for (std::size_t i = xml.find(start); i != std::string::npos; i = xml.find(start, i + 1)) {
      xml.insert(xml.find('>', i), "/");
    }
  };
  close("<meta");
  close("<img");
  pugi::xml_document document;
  EXPECT_TRUE(document.load_string(xml.c_str())) << document.load_string(xml.c_str()).description();
}

TEST(HtmlReport, LongScansAreCut) {
  ReportContents contents = two_frames();
  contents.frames.resize(1000, contents.frames[0]);
  contents.most_frames = 3;
  const std::string html = html_report(contents);
  EXPECT_NE(html.find("3 of 1000 frames"), std::string::npos);
  EXPECT_LT(html.size(), 20000u);
}

TEST(Base64, MatchesTheVectorsOfRfc4648) {
  const auto of = [](std::string_view text) {
    return base64({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
  };
  EXPECT_EQ(of(""), "");
  EXPECT_EQ(of("f"), "Zg==");
  EXPECT_EQ(of("fo"), "Zm8=");
  EXPECT_EQ(of("foo"), "Zm9v");
  EXPECT_EQ(of("foobar"), "Zm9vYmFy");
}

}  // namespace
}  // namespace lauelith

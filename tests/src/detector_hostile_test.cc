// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include <fstream>

#include "src/detector_file.h"
#include "tests/src/temporary_folder.h"

namespace lauelith {
namespace {

struct Hostile {
  const char* what;
  std::string bytes;
  const char* said;  ///< part of the message
};

const std::string toml = "shape = [10, 10]\npixel_mm = 0.1\ndistance_mm = 50\nfoot_px = [5, 5]\n";
const std::string det = "70, 1000, 1040, 0.4, 0.2, 0.0734, 2018, 2016\n";
const std::string xml_head = "<geoN><Detectors><Detector N=\"0\"><Npixels>10 10</Npixels><size unit=\"mm\">";
const std::string xml_tail = "</size><R>0 0 0</R><P>0 0 50</P></Detector></Detectors></geoN>";

const std::vector<Hostile> table{
    {"nothing", "", "empty"},
    {"blank", "\n\n  \n", "empty"},
    {"words", "hello world\n", "line 1"},
    {"NUL", toml + std::string("x\0y", 3), "line 5, column 2"},
    {"TOML: unknown key", toml + "pixle_mm = 1\n", "pixel_mm"},
    {"TOML: repeated key", toml + "pixel_mm = 0.1\n", "line 5"},
    {"TOML: text for a number", toml + "xbet_deg = \"a\"\n", "line 5"},
    {"TOML: nan", toml + "xbet_deg = nan\n", "line 5"},
    {"TOML: infinite", toml + "xbet_deg = inf\n", "line 5"},
    {"TOML: huge", toml + "xbet_deg = 1e999\n", "line 5"},
    {"TOML: decimal comma", toml + "xbet_deg = 1,5\n", "line 5"},
    {"TOML: umlaut outside comments", toml + "name = \"\xC3\xA4\"\n", "line 5, column 9"},
    {"TOML: invalid UTF-8", toml + "name = \"\xff\xfe\"\n", "line 5, column 9"},
    {"TOML: negative pixel", "shape = [10, 10]\npixel_mm = -1\n", "pixel_mm"},
    {"TOML: no shape", "pixel_mm = 0.1\ndistance_mm = 50\nfoot_px = [5, 5]\n", "shape"},
    {"TOML: one side", "shape = [10]\npixel_mm = 0.1\ndistance_mm = 50\nfoot_px = [5, 5]\n", "shape"},
    {"TOML: no place", "shape = [10, 10]\npixel_mm = 0.1\n", "foot_px"},
    {"TOML: two places", toml + "origin_mm = [0, 0, 50]\nfast = [1, 0, 0]\nslow = [0, 1, 0]\n", "mixture"},
    {"TOML: skew axes", "shape = [9, 9]\npixel_mm = 1\norigin_mm = [0, 0, 50]\nfast = [1, 0, 0]\nslow = [0.6, 0.8, 0]\n",
     "perpendicular"},
    {"TOML: zero axis", "shape = [9, 9]\npixel_mm = 1\norigin_mm = [0, 0, 50]\nfast = [0, 0, 0]\nslow = [0, 1, 0]\n",
     "length 1"},
    {"TOML: panel through the source", "shape = [9, 9]\npixel_mm = 1\norigin_mm = [0, 0, 0]\nfast = [1, 0, 0]\nslow = [0, 1, 0]\n",
     "distance"},
    {"TOML: half a module", toml + "module_px = [4, 4]\nmodule_gap_px = [1, 1]\n", "whole modules"},
    {"TOML: modules without gaps", toml + "module_px = [5, 5]\n", "module_gap_px"},
    {"det: nan", "70, nan, 1040, 0.4, 0.2, 0.0734, 2018, 2016\n", "line 1, column 5"},
    {"det: huge", "70, 1e999, 1040, 0.4, 0.2, 0.0734, 2018, 2016\n", "too large"},
    {"det: half a pixel", "70, 1000, 1040, 0.4, 0.2, 0.0734, 2018.5, 2016\n", "whole number"},
    {"det: no size", "70, 1000, 1040, 0.4, 0.2, 0.0734, 0, 2016\n", "rows and columns"},
    {"det: absurd size", "70, 1000, 1040, 0.4, 0.2, 0.0734, 1000000, 2016\n", "16384"},
    {"det: no pixel", "70, 1000, 1040, 0.4, 0.2, 0, 2018, 2016\n", "pixels between"},
    {"det: behind the sample", "-70, 1000, 1040, 0.4, 0.2, 0.0734, 2018, 2016\n", "distance"},
    {"det: framedim", det + "# framedim : (2018)\n", "line 2, column 14"},
    {"det: remark", det + "# dd : x\n", "line 2, column 8"},
    {"det: escape", det + "\x1b[2J\n", "line 2, column 1"},
    {"XML: cut", xml_head, "line 1"},
    {"XML: three sides", xml_head + "1 1 1" + xml_tail, "2 numbers in <size>"},
    {"XML: nan", xml_head + "nan 1" + xml_tail, "2 numbers in <size>"},
    {"XML: huge", xml_head + "1e999 1" + xml_tail, "2 numbers in <size>"},
    {"XML: document type", "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a \"b\">]><geoN/>", "document types"},
    {"XML: something else", "<html></html>", "<geoN>"},
    {"XML: unit", "<geoN><Detectors><Detector N=\"0\"><Npixels>10 10</Npixels><size unit=\"inch\">1 1" + xml_tail, "inch"},
    {"geoN text: nothing of it", "$filetype geometryFileN\n", "$d0_"},
    {"geoN text: bad number", "$d0_R {1,2,x}\n", "line 1"},
};

TEST(DetectorHostile, EveryDamageIsNamed) {
  const TemporaryFolder folder;
  for (const auto& row : table) {
    std::ofstream(folder.path("d"), std::ios::binary) << row.bytes;
    try {
      read_detector(folder.path("d"));
      ADD_FAILURE() << row.what << ": accepted";
    } catch (const InputError& error) {
      EXPECT_NE(std::string(error.what()).find(row.said), std::string::npos) << row.what << ": " << error.what();
      EXPECT_NE(std::string(error.what()).find(folder.path("d")), std::string::npos) << row.what << ": " << error.what();
    }
  }
}

TEST(DetectorHostile, DeepXmlIsRefused) {
  const TemporaryFolder folder;
  std::string bytes;
  for (int i = 0; i < 20000; ++i) bytes += "<a>\n";
  std::ofstream(folder.path("d.xml")) << bytes;
  EXPECT_THROW(read_detector(folder.path("d.xml")), InputError);
  for (int i = 0; i < 20000; ++i) bytes += "</a>\n";
  std::ofstream(folder.path("d.xml")) << bytes;
  EXPECT_THROW(read_detector(folder.path("d.xml")), InputError);
}

TEST(DetectorHostile, LineEndsMarksAndCommentsDoNotMatter) {
  const TemporaryFolder folder;
  std::string carriage = toml;
  std::replace(carriage.begin(), carriage.end(), '\n', '\r');
  for (const std::string& bytes : {toml, carriage, "\xEF\xBB\xBF" + toml, "# gr\xC3\xBC\xC3\x9f" "e \xff\n" + toml}) {
    std::ofstream(folder.path("d.toml"), std::ios::binary) << bytes;
    EXPECT_EQ(read_detector(folder.path("d.toml")).detector.rows, 10);
  }
}

/// Every single cut and a flip of every bit: an InputError or a detector, never anything else.
TEST(DetectorHostile, CutsAndBitFlipsNeverCrash) {
  const TemporaryFolder folder;
  int n_refused = 0;
  const auto try_bytes = [&](const std::string& bytes) {
    std::ofstream(folder.path("d"), std::ios::binary) << bytes;
    try {
      read_detector(folder.path("d"));
    } catch (const InputError&) {
      ++n_refused;
    }
  };
  for (const std::string& whole : {toml, det + "# framedim : (2018, 2016)\n", xml_head + "1 1" + xml_tail}) {
    for (std::size_t i = 0; i < whole.size(); ++i) {
      try_bytes(whole.substr(0, i));
      for (int bit = 0; bit < 8; ++bit) {
        std::string flipped = whole;
        flipped[i] = static_cast<char>(flipped[i] ^ (1 << bit));
        try_bytes(flipped);
      }
    }
  }
  EXPECT_GT(n_refused, 1000);
}

}  // namespace
}  // namespace lauelith

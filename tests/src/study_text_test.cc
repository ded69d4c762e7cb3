// SPDX-License-Identifier: BSD-3-Clause
// Around the study: hostile text, spelling, units, the schema.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "src/did_you_mean.h"
#include "src/failure.h"
#include "src/parameter_text.h"
#include "src/pattern_picture.h"
#include "src/schema.h"
#include "src/toml_text.h"
#include "src/utf8.h"

namespace lauelith {
namespace {

std::string complaint(const std::string& text) {
  try {
    parse_toml(text, "f.toml");
  } catch (const UsageError& error) {
    return error.what();
  }
  return {};
}

std::string repeated(const std::string& part, int n) {
  std::string text;
  for (int i = 0; i < n; ++i) text += part;
  return text;
}

TEST(TomlText, AcceptsWhatPeopleWrite) {
  for (const char* text : {"", "# only a remark . . .", "a = 1\r\nb = 2\r\n", "a.b.c = [0.1, 0.2, 0.3]",
                           "s = \"\\u00b5m\"", "t = '''\n.....................................\n'''",
                           "x = [1.5, 2.5, 3.5] # .............................................."}) {
    EXPECT_EQ(complaint(text), "") << text;
  }
  EXPECT_EQ(complaint("a = [" + repeated("0.5, ", 500) + "1.0]"), "");
}

// F12, study half: each is refused with line and column.
TEST(TomlText, F12RefusesHostileText) {
  const std::vector<std::string> texts{std::string("a = 1\n[\0\0\0", 10),
                                       "a = 1\nb = \"\xff\xfe\"",
                                       "\xEF\xBB\xBF[a]",
                                       "a = 1\nb = \"µm\"",
                                       "a = 1\na = 2",
                                       "a = 1e999",
                                       "a = 1,5",
                                       "a = ",
                                       "[a\nb = 1",
                                       "a = \x01",
                                       "a = \x7f",
                                       "a = 'x",
                                       "a = " + repeated("[", 100000),
                                       "a = " + repeated("{a=", 100000),
                                       "[" + repeated("a.", 100000) + "a]",
                                       repeated("'a'.", 100000) + "a = 1",
                                       repeated("\"a,\".", 100000) + "a = 1",
                                       "x = '''\n'''\n" + repeated("a . ", 100000) + "a = 1"};
  for (const std::string& text : texts) {
    const std::string message = complaint(text);
    EXPECT_NE(message.find("f.toml: at line "), std::string::npos) << text.substr(0, 40) << ": " << message;
    EXPECT_NE(message.find("column "), std::string::npos);
  }
  EXPECT_NE(complaint(std::string((1 << 20) + 1, '#')).find("1 MiB"), std::string::npos);
}

TEST(DidYouMean, CountsEdits) {
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3);
  EXPECT_EQ(edit_distance("psf_sigam", "psf_sigma"), 1);
  EXPECT_EQ(edit_distance("KeV", "keV"), 0);
  EXPECT_EQ(edit_distance("", "abc"), 3);
}

TEST(DidYouMean, OffersOnlyWhatIsNear) {
  const std::vector<std::string> known{"energy_keV", "step_um", "j"};
  EXPECT_EQ(nearest_word("enrgy_kev", known), "energy_keV");
  EXPECT_EQ(nearest_word("temperature", known), "");
  EXPECT_EQ(nearest_word("x", known), "");
  EXPECT_NE(did_you_mean("temperature", known).find("step_um"), std::string::npos);
}

TEST(ParameterText, UnitsComeFromTheKey) {
  EXPECT_EQ(unit_of_key("distance_mm"), "mm");
  EXPECT_EQ(unit_of_key("current_uA_cm2"), "µA/cm²");
  EXPECT_EQ(unit_of_key("field_A_m2"), "A/m²");
  EXPECT_EQ(unit_of_key("G_max_1_A"), "1/Å");
  EXPECT_EQ(unit_of_key("xbet_deg"), "°");
  EXPECT_EQ(unit_of_key("orientation_sigma_mrad"), "mrad");
  EXPECT_EQ(unit_of_key("significance"), "");
}

TEST(ParameterText, ValuesAreShortAndExact) {
  EXPECT_EQ(toml_value(5.0), "5.0");
  EXPECT_EQ(toml_value(0.1), "0.1");
  EXPECT_EQ(toml_value(1e-9), "1e-09");
  EXPECT_EQ(toml_value(std::string("a\"b\\c\n")), "\"a\\\"b\\\\c\\U0000000A\"");
  EXPECT_EQ(toml_value(std::string("µ")), "\"\\U000000B5\"");
  EXPECT_EQ(complaint("a = " + toml_value(std::string("µ\x01\xff\"")) + "\n"), "");
}

TEST(Utf8, RefusesInvalidSequences) {
  EXPECT_EQ(code_point_at("Å", 0).value, 0xC5u);
  EXPECT_EQ(code_point_at("−", 0).n_bytes, 3u);
  for (const char* wrong : {"\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE2\x88", "\x80", "\xFF"}) {
    EXPECT_EQ(code_point_at(wrong, 0).value, 0xFFFDu);
    EXPECT_EQ(code_point_at(wrong, 0).n_bytes, 1u);
  }
}

TEST(Schema, ListsEveryParameterInThreeFormats) {
  PatternPictureOptions options;
  Study study;
  study.add("picture", "How | patterns are drawn", options);
  const auto rows = schema_of(study);
  ASSERT_FALSE(rows.empty());
  EXPECT_EQ(rows[1].key, "widest_px");
  EXPECT_EQ(rows[1].unit, "px");
  const auto json = nlohmann::json::parse(schema_json(study));
  EXPECT_EQ(json["tables"]["picture"]["parameters"].size(), rows.size());
  for (const SchemaRow& row : rows) {
    EXPECT_NE(schema_text(study).find(row.sentence), std::string::npos);
    EXPECT_NE(schema_markdown(study).find("| `" + row.key + "` |"), std::string::npos);
  }
}

// What a program sets as its default must be allowed by its own range: an empty file is the default study.
TEST(Schema, DefaultsAreInRange) {
  PatternPictureOptions options;
  Study study;
  study.add("picture", "How patterns are drawn", options);
  EXPECT_NO_THROW(study.read(resolved_text(study), "defaults"));
}

}  // namespace
}  // namespace lauelith

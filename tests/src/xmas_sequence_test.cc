// SPDX-License-Identifier: BSD-3-Clause
#include "src/xmas_sequence.h"

#include <gtest/gtest.h>

#include <cmath>

#include "src/failure.h"
#include "src/safe_file.h"
#include "src/xmas_maps.h"
#include "tests/src/temporary_folder.h"
#include "tests/src/xmas_example.h"

namespace lauelith {
namespace {

using namespace test;

XmasSequence read_bytes(const std::string& bytes) {
  const TemporaryFolder folder;
  write_whole_file(folder.path("scan.seq"), bytes);
  return read_xmas_sequence(folder.path("scan.seq"));
}

XmasMaps maps_of(const std::vector<XmasRecord>& records) {
  return maps_of_xmas({records, "binary"}, find_crystal("LLZO"), {}, "scan.seq");
}

TEST(XmasSequence, BinaryAndTextHoldTheSame) {
  const std::vector<XmasRecord> records{example_record(1, 1, 0.0), example_record(2, 1, 2.0)};
  for (const std::string& bytes : {binary_of(records), text_of(records)}) {
    const XmasSequence sequence = read_bytes(bytes);
    ASSERT_EQ(sequence.records.size(), 2u);
    const XmasRecord& record = sequence.records[1];
    EXPECT_EQ(record.image, 2);
    EXPECT_EQ(record.n_indexed, 57);
    EXPECT_NEAR(record.pixel_deviation, 0.25, 1e-6);
    EXPECT_NEAR(record.peak_width_px, 1.75, 1e-6);
    EXPECT_LT((record.strain_sample - records[1].strain_sample).cwiseAbs().maxCoeff(), 1e-7);
    EXPECT_LT((record.reciprocal - records[1].reciprocal).cwiseAbs().maxCoeff(), 1e-6);
    EXPECT_LT((record.direct - records[1].direct).cwiseAbs().maxCoeff(), 1e-6);
  }
}

// F6: cut at every byte of the head and 64 later places.
TEST(XmasSequence, F6CutFilesAreRefused) {
  const std::vector<XmasRecord> records{example_record(1, 1, 0.0), example_record(2, 1, 2.0)};
  const std::string binary = binary_of(records);
  const std::string text = text_of(records);
  for (std::size_t length = 0; length < 8; ++length)
    EXPECT_THROW(read_bytes(binary.substr(0, length)), InputError) << length;
  for (std::size_t k = 0; k < 64; ++k) {
    EXPECT_THROW(read_bytes(binary.substr(0, 8 + k * (binary.size() - 9) / 64)), InputError) << k;
    EXPECT_THROW(read_bytes(text.substr(0, k * (text.size() - 40) / 64)), InputError) << k;
  }
  EXPECT_THROW(read_bytes(binary + "x"), InputError);
}

TEST(XmasSequence, AbsurdCountsAndRevisionsAreRefused) {
  std::string bytes = binary_of({example_record(1, 1, 0.0)});
  for (const std::int32_t n : {-1, 0, 2, 2147483647}) {
    put(bytes, 0, n);
    EXPECT_THROW(read_bytes(bytes), InputError) << n;
  }
  EXPECT_THROW(read_bytes(std::string(4 + 640, '\0')), InputError);  // another record length
  EXPECT_THROW(read_bytes("2\nONE TWO\n1 2\n3 4\n"), InputError);
}

TEST(XmasMaps, OrientationAndStrainAreOurs) {
  const XmasMaps read = maps_of({example_record(3, 1, 2.0), example_record(1, 1, 0.0)});
  ASSERT_EQ(read.maps.frames.size(), 3u);
  EXPECT_EQ(read.maps.frames[0].status, FrameStatus::ok);
  EXPECT_EQ(read.maps.frames[1].status, FrameStatus::missing);
  EXPECT_DOUBLE_EQ(read.maps.frames[2].x_um, 2.0);
  const Grain& grain = read.maps.frames[0].grains.at(0);
  EXPECT_LT((grain.strain_deviatoric_sample - strain_ours()).cwiseAbs().maxCoeff(), 1e-12);
  EXPECT_LT(angle_of(grain.R_sample_from_crystal.transpose() * rotation_ours()), 1e-6);
  EXPECT_TRUE(std::isnan(grain.strain_covariance_sample(0, 0)));
  EXPECT_EQ(read.maps.stated_n_indexed, (std::vector<int>{57, 57}));
  EXPECT_NE(read.notes.back().find("0.0"), std::string::npos) << read.notes.back();
}

TEST(XmasMaps, LeftHandedSetsAndOtherUnitsAreUnderstood) {
  XmasRecord record = example_record(1, 1, 0.0);
  record.reciprocal *= -0.1;  // 1/A, indices negated
  record.direct = record.reciprocal.inverse().transpose();
  const XmasMaps read = maps_of({record});
  EXPECT_LT(angle_of(read.maps.frames[0].grains.at(0).R_sample_from_crystal.transpose() * rotation_ours()),
            1e-6);
}

TEST(XmasMaps, AbsurdRecordsAreCorruptAndTheRestGoesOn) {
  std::vector<XmasRecord> records;
  for (int i = 0; i < 30; ++i) records.push_back(example_record(1 + i, 1, 2.0 * i));
  records[4].strain_sample(2) = std::nan("");
  XmasMaps read = maps_of(records);
  EXPECT_EQ(read.maps.frames[4].status, FrameStatus::corrupt);
  EXPECT_EQ(read.maps.frames[5].status, FrameStatus::ok);
  records[5].reciprocal.col(1) *= 1.1;
  EXPECT_THROW(maps_of(records), InputError) << "2 of 30 are more than 5 %";
  EXPECT_THROW(maps_of({example_record(0, 1, 0.0), example_record(2000000, 1, 0.0)}), InputError);
  XmasRecord other = example_record(1, 1, 0.0);
  other.reciprocal *= 1.3;  // no LLZO in any unit
  EXPECT_THROW(maps_of({other}), InputError);
}

TEST(XmasMaps, TheNumberOfSpotsReachesTheFile) {
  const TemporaryFolder folder;
  XmasRecord few = example_record(2, 1, 2.0);
  few.n_indexed = 8;
  write_maps(folder.path("maps.h5"), maps_of({example_record(1, 1, 0.0), few}).maps, Provenance{});
  const ScanLayers scan = read_scan_layers(folder.path("maps.h5"));
  EXPECT_DOUBLE_EQ(scan.layer("n_indexed")->values[0], 57.0);
  EXPECT_TRUE(std::isnan(scan.layer("n_indexed")->values[1])) << "8 spots are doubtful";
}

}  // namespace
}  // namespace lauelith

// SPDX-License-Identifier: BSD-3-Clause
#include "src/file_summary.h"

#include <gtest/gtest.h>

#include "src/hdf5_writer.h"
#include "src/provenance.h"
#include "src/safe_file.h"
#include "tests/src/temporary_folder.h"

namespace lauelith {
namespace {

TEST(FileSummary, NamesKindOriginAndEveryDataset) {
  const TemporaryFolder folder;
  const std::string path = folder.path("one.h5");
  Hdf5Writer writer(path);
  writer.attribute("/", "type", "lauelith.sensitivity");
  writer.attribute("/", "sign_convention", "P > 0 is compression");
  writer.group("/sensitivity", "NXcollection");
  writer.dataset("/sensitivity/slope_1_GPa", {"GPa-1", "d ln sigma/dP"}, std::vector<double>{1.0, 2.0, 3.0},
                 {3});
  write_provenance(writer, begun_provenance({"lauelith", "sensitivity", "mine.toml"}));
  writer.finish();
  EXPECT_EQ(kind_of_file(path), "lauelith.sensitivity");
  const std::string text = file_summary(path);
  for (const char* words : {"lauelith.sensitivity", "P > 0 is compression", "lauelith sensitivity mine.toml",
                            "/sensitivity/slope_1_GPa [3] GPa-1: d ln sigma/dP"})
    EXPECT_NE(text.find(words), std::string::npos) << words << " in\n" << text;
  EXPECT_EQ(text.find("/provenance"), std::string::npos);
}

TEST(FileSummary, OtherFilesHaveNoKind) {
  const TemporaryFolder folder;
  write_whole_file(folder.path("no.h5"), "not HDF5");
  EXPECT_EQ(kind_of_file(folder.path("no.h5")), "");
  EXPECT_EQ(kind_of_file(folder.path("absent.h5")), "");
}

}  // namespace
}  // namespace lauelith

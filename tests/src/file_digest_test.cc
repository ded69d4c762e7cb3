// SPDX-License-Identifier: BSD-3-Clause
#include "src/file_digest.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/src/maps_example.h"
#include "tests/src/temporary_folder.h"

namespace lauelith {
namespace {

TEST(FileDigest, TwoWritesAreTheSameData) {
  const TemporaryFolder folder;
  Provenance other = example_provenance();
  other.host = "elsewhere";
  other.start = "1999-01-01T00:00:00Z";
  other.argv = {"x"};
  write_maps(folder.path("a.h5"), example_maps(), example_provenance());
  write_maps(folder.path("b.h5"), example_maps(), other);
  EXPECT_EQ(digest_of_file(folder.path("a.h5")).size(), 64u);
  EXPECT_EQ(digest_of_file(folder.path("a.h5")), digest_of_file(folder.path("b.h5")));
}

TEST(FileDigest, EveryKindOfChangeShows) {
  const TemporaryFolder folder;
  const auto digest = [&folder](const Maps& maps) {
    write_maps(folder.path("m.h5"), maps, example_provenance(), true);
    return digest_of_file(folder.path("m.h5"));
  };
  const std::string original = digest(example_maps());
  Maps maps = example_maps();
  maps.frames[0].grains[0].rms_px += 1e-12;
  EXPECT_NE(digest(maps), original);
  maps = example_maps();
  maps.frames[1].message += ".";
  EXPECT_NE(digest(maps), original);
  maps = example_maps();
  std::swap(maps.frames[0], maps.frames[4]);
  EXPECT_NE(digest(maps), original);
  maps = example_maps();
  maps.crystal = "LLZX";
  EXPECT_NE(digest(maps), original);
}

int python(const std::string& script) {
  return std::system((std::string(LAUELITH_PYTHON) + " -c '" + script + "'").c_str());
}

// Storage does not enter: the same members copied without chunks and filters, attributes changed back and
// forth.
TEST(FileDigest, StorageDoesNotMatterAttributesDo) {
  if (python("import h5py") != 0) GTEST_SKIP() << "no h5py for " << LAUELITH_PYTHON;
  const TemporaryFolder folder;
  const std::string a = folder.path("a.h5");
  write_maps(a, example_maps(), example_provenance());
  const std::string original = digest_of_file(a);
  ASSERT_EQ(
      python("import h5py; f = h5py.File(\"" + a +
             "\", \"r+\"); v = f[\"entry/peaks/x_px\"]; n = v[:]; "
             "t = {k: (v.attrs.get_id(k).dtype, v.attrs[k]) for k in v.attrs}; del f[\"entry/peaks/x_px\"]; "
             "d = f.create_dataset(\"entry/peaks/x_px\", data=n); "
             "[d.attrs.create(k, x, dtype=q) for k, (q, x) in t.items()]"),
      0);
  EXPECT_EQ(digest_of_file(a), original);
  ASSERT_EQ(
      python("import h5py; f = h5py.File(\"" + a + "\", \"r+\"); f[\"entry/peaks/x_px\"].attrs[\"n\"] = 1"),
      0);
  EXPECT_NE(digest_of_file(a), original);
}

TEST(FileDigest, LinksAreNotFollowedAndLoopsEnd) {
  if (python("import h5py") != 0) GTEST_SKIP() << "no h5py for " << LAUELITH_PYTHON;
  const TemporaryFolder folder;
  const std::string a = folder.path("a.h5");
  ASSERT_EQ(python("import h5py; f = h5py.File(\"" + a +
                   "\", \"w\"); f[\"e\"] = h5py.ExternalLink(\"/etc/passwd\", \"/\"); "
                   "f[\"s\"] = h5py.SoftLink(\"/s\")"),
            0);
  EXPECT_EQ(digest_of_file(a).size(), 64u);
  ASSERT_EQ(python("import h5py; f = h5py.File(\"" + a +
                   "\", \"r+\"); g = f.create_group(\"g\"); g[\"again\"] = g"),
            0);
  EXPECT_THROW(digest_of_file(a), InputError);
}

}  // namespace
}  // namespace lauelith

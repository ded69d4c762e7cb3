// SPDX-License-Identifier: BSD-3-Clause
// A scan as a beamline leaves it: many frames, some of them bad, a run that is killed.
#include <gtest/gtest.h>

#include <fstream>

#include "src/hdf5_reader.h"
#include "src/maps_file.h"
#include "tests/apps/run_program.h"
#include "tests/src/temporary_folder.h"

namespace lauelith {
namespace {

/// A made pattern as peak list p.cor, and how to index many copies of it: quick, and every frame is known.
std::string prepare(const TemporaryFolder& folder) {
  const std::string cd = "cd " + folder.path("") + "\nexport LAUELITH_REAL_DATA=\n";
  const Outcome made =
      run(cd + "sed 's/= 30000/= 1000/' " LAUELITH_SOURCE_DIR
               "/examples/three_grains/study.toml > s.toml\n"
               "$L convert 'Pilatus 1M' d.toml && $L render s.toml -o made.h5 --progress none >/dev/null && "
               "$L index made.h5 --detector d.toml --crystal LLZO --energy 5:24 "
               "--lauetools lt --progress none -o one.h5 >/dev/null && cp lt/*.cor p.cor");
  EXPECT_EQ(made.code, 0) << made.output;
  return cd +
         "I=\"$L index --detector d.toml --crystal LLZO --energy 5:24 --progress none\"\n"
         "many() { for i in $(seq $1); do echo p.cor; done; }\n"
         "digest() { $L info --digest $1 | cut -d' ' -f1; }\n";
}

TEST(IndexScan, TheSameBytesForAnyThreadsRanksAndInterruptions) {
  const TemporaryFolder folder;
  const std::string shell = prepare(folder);
  const Outcome whole =
      run(shell + "$I $(many 600) --shape 30:20 --step-um 2 -j 1 -o a.h5 >/dev/null; digest a.h5");
  ASSERT_EQ(whole.code, 0) << whole.output;
  const Outcome threads =
      run(shell + "$I $(many 600) --shape 30:20 --step-um 2 -j 3 -o b.h5 >/dev/null; digest b.h5");
  EXPECT_EQ(threads.output, whole.output);
  const Outcome killed = run(
      shell +
      "$I $(many 600) --shape 30:20 --step-um 2 -j 1 -o c.h5 >/dev/null & P=$!\n"
      "while [ ! -s c.h5.work/journal ] && kill -0 $P; do sleep 0.01; done; kill -9 $P; wait $P 2>/dev/null\n"
      "[ -e c.h5 ] && echo too late\n"
      "$I $(many 600) --shape 30:20 --step-um 2 -j 2 -o c.h5 --resume >/dev/null 2>&1 || echo failed\n"
      "[ -e c.h5.work ] && echo left over\n"
      "digest c.h5");
  EXPECT_EQ(killed.output, whole.output);
  const Outcome ranks =
      run(shell +
          "export OMPI_COMM_WORLD_SIZE=2 OMPI_COMM_WORLD_LOCAL_SIZE=2\n"
          "OMPI_COMM_WORLD_RANK=1 $I $(many 600) --shape 30:20 --step-um 2 -o d.h5 >/dev/null & "
          "OMPI_COMM_WORLD_RANK=0 $I $(many 600) --shape 30:20 --step-um 2 -o d.h5 >/dev/null; wait\n"
          "digest d.h5");
  EXPECT_EQ(ranks.output, whole.output);
}

TEST(IndexScan, InterruptionEndsInOrderAndSaysHowToGoOn) {
  const TemporaryFolder folder;
  const std::string shell = prepare(folder);
  const Outcome ended =
      run(shell +
          "$I $(many 600) -j 1 -o a.h5 >/dev/null & P=$!\n"
          "while [ ! -e a.h5.work/run.txt ] && kill -0 $P; do sleep 0.01; done; kill -TERM $P; wait $P");
  EXPECT_EQ(ended.code, 75) << ended.output;
  EXPECT_NE(last_line(ended.output).find("--resume"), std::string::npos) << ended.output;
  const Outcome again = run(shell + "$I $(many 600) -j 1 -o a.h5");
  EXPECT_EQ(again.code, 2) << again.output;
  const Outcome other = run(shell + "$I $(many 599) -j 1 -o a.h5 --resume");
  EXPECT_EQ(other.code, 2);
  EXPECT_NE(other.output.find("was frames = 600"), std::string::npos) << other.output;
  EXPECT_EQ(run(shell + "$I $(many 40) -o a.h5 --force >/dev/null").code, 0);
  const Outcome complete = run(shell + "$I $(many 40) -o a.h5 --resume");
  EXPECT_EQ(complete.code, 0) << complete.output;
  EXPECT_NE(complete.output.find("complete"), std::string::npos) << complete.output;
}

TEST(IndexScan, BadFramesHaveTheirStatusAndTheOthersGoOn) {
  const TemporaryFolder folder;
  const std::string shell = prepare(folder);
  const Outcome indexed = run(shell +
                              "$L render s.toml -o f.tif --progress none >/dev/null\n"
                              "mkdir s; for i in $(seq 10 39); do cp f_00000.tif s/img_$i.tif; done\n"
                              "head -c 5000 f_00000.tif > s/img_12.tif; rm s/img_31.tif s/img_39.tif\n"
                              "$I s --shape 10:3 --step-um 2 -o a.h5 | tail -1");
  ASSERT_EQ(indexed.code, 0) << indexed.output;
  const Maps maps = read_maps(folder.path("a.h5"));
  ASSERT_EQ(maps.frames.size(), 30u);
  EXPECT_EQ(maps.nx, 10);
  EXPECT_EQ(maps.ny, 3);
  EXPECT_EQ(maps.frames[2].status, FrameStatus::corrupt);
  EXPECT_EQ(maps.frames[21].status, FrameStatus::missing);
  EXPECT_EQ(maps.frames[29].status, FrameStatus::missing);
  EXPECT_EQ(maps.frames[28].status, FrameStatus::ok);
  EXPECT_EQ(maps.frames[28].x_um, 16.0);
  EXPECT_EQ(maps.frames[28].y_um, 4.0);
  EXPECT_EQ(maps.frames[28].copy_of, 0);
  const Hdf5Reader reader(folder.path("a.h5"));
  EXPECT_EQ(reader.numbers("/entry/derived/grain_id").values[28], 0.0);
  EXPECT_NEAR(reader.numbers("/entry/derived/kam_deg").values[28], 0.0, 1e-9);
}

TEST(IndexScan, PartsOfTheMapAreChosenByNumberAndPlace) {
  const TemporaryFolder folder;
  const std::string shell = prepare(folder);
  ASSERT_EQ(run(shell + "$I $(many 12) --shape 4:3 --step-um 2 --roi 2:4,0:2 -o a.h5").code, 0);
  const Maps maps = read_maps(folder.path("a.h5"));
  for (std::size_t i = 0; i < 12; ++i) {
    const bool inside = (i % 4 == 1 || i % 4 == 2) && i / 4 < 2;
    EXPECT_EQ(maps.frames[i].status, inside ? FrameStatus::ok : FrameStatus::not_run) << i;
  }
  for (const char* wrong : {"--frames 12:13", "--frames 3:2", "--frames a", "--roi 0:1", "--roi 50:60,0:1",
                            "--shape 3:3", "--shape 5:3", "--shape 4x3"}) {
    const std::string shape = std::string(wrong).find("shape") == std::string::npos ? "--shape 4:3 " : "";
    const Outcome refused = run(shell + "$I $(many 12) " + shape + wrong + " -o b.h5");
    EXPECT_EQ(refused.code, 2) << wrong << "\n" << refused.output;
  }
}

TEST(IndexScan, AListGivesPlacesAndTellsWhatIsMissing) {
  const TemporaryFolder folder;
  const std::string shell = prepare(folder);
  std::ofstream(folder.path("list.csv")) << "file,x_um,y_um\nb.cor,0,0\nc.cor,2,0\na.cor,4,0\n";
  ASSERT_EQ(run(shell + "cp p.cor a.cor; cp p.cor b.cor\n$I a.cor b.cor --positions list.csv -o a.h5").code,
            3);
  const Maps maps = read_maps(folder.path("a.h5"));  // one of three is missing: told, and written
  ASSERT_EQ(maps.frames.size(), 3u);
  EXPECT_EQ(maps.frames[0].source, "b.cor");
  EXPECT_EQ(maps.frames[1].status, FrameStatus::missing);
  EXPECT_EQ(maps.frames[2].x_um, 4.0);
  std::ofstream(folder.path("list.csv")) << "x_um,y_um\n0,0\n1,zero\n";
  const Outcome wrong = run(shell + "$I a.cor b.cor --positions list.csv -o b.h5");
  EXPECT_EQ(wrong.code, 3);
  EXPECT_NE(wrong.output.find("line 3"), std::string::npos) << wrong.output;
}

}  // namespace
}  // namespace lauelith

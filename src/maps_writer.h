// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "src/derived_maps.h"
#include "src/hdf5_writer.h"
#include "src/maps_file.h"
#include "src/maps_tables.h"

namespace lauelith {

/// Rows of one table of a file that grows. They are handed on in whole chunks, as writing a part of one costs
/// as much as the whole.
template <typename Row>
class GrowingTable {
 public:
  GrowingTable(Hdf5Writer& writer, std::string group, std::vector<Column<Row>> columns,
               const Hdf5Writer::Growth& growth);
  void add(std::vector<Row> rows);
  void finish();  ///< the rows that fill no chunk
  std::size_t n_rows() const { return n_written_ + waiting_.size(); }

 private:
  void write(std::size_t n);

  Hdf5Writer& writer_;
  std::string group_;
  std::vector<Column<Row>> columns_;
  std::size_t rows_per_chunk_;
  std::size_t n_written_ = 0;
  std::vector<Row> waiting_;
};

/// Writes maps.h5 (contract §5) frame by frame under its part name; `finish` stores and renames it. Memory
/// holds what belongs to a frame as a whole and a chunk of each table, whatever the length of the scan.
/// Rows of failed frames: see `keeps_grains`. The same frames give the same bytes in whatever portions they
/// come. Pinned by tests/src/maps_file_test.cc, tests/src/maps_writer_test.cc.
class MapsWriter {
 public:
  /// `n_frames`: how many will come, for the size of chunks. `compressed` false: for parts of a run that will
  /// be read once.
  MapsWriter(const std::string& path, std::size_t n_frames, bool compressed = true);

  /// The next frames. `stated_n_indexed`: of each of their grain rows, for results without a list of spots.
  void add(std::vector<FrameResult> frames, const std::vector<int>& stated_n_indexed = {});

  struct Shape {
    int ny = 1;
    int nx = 0;  ///< 0: all frames in one row
  };
  void finish(const MapsSetting& setting, const Shape& shape, const DerivedMaps& derived,
              const Provenance& provenance);

  /// Further members before `finish`.
  Hdf5Writer& file() { return writer_; }

 private:
  void add_at_once(std::vector<FrameResult> frames, const std::vector<int>& stated_n_indexed);
  void write_map(const Shape& shape);

  std::string path_;
  Hdf5Writer writer_;
  std::vector<FrameRow> frames_;
  GrowingTable<GrainRow> grains_;
  GrowingTable<PeakRow> peaks_;
  GrowingTable<ReflectionRow> reflections_;
};

/// The maps of frames that know no neighbours: each its own grain.
DerivedMaps maps_of_single_frames(const std::vector<FrameResult>& frames);

}  // namespace lauelith

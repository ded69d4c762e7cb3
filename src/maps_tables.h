// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <functional>
#include <string>
#include <vector>

#include "src/grain.h"

namespace lauelith {

/// The results of many frames as the flat tables of maps.h5: rows sorted by frame, then rank or order of
/// peaks.
struct FrameRow {
  FrameResult result;  ///< without peaks and grains
};
struct PeakRow {
  int frame = 0;
  Peak peak;
};
struct GrainRow {
  int frame = 0;
  int rank = 0;
  Grain grain;  ///< without spots
  int n_indexed = 0;
};
struct ReflectionRow {
  int grain = 0;  ///< row of the grain table
  int peak = 0;   ///< row of the peak table
  IndexedSpot spot;
};

struct MapsTables {
  std::vector<FrameRow> frames;
  std::vector<PeakRow> peaks;
  std::vector<GrainRow> grains;
  std::vector<ReflectionRow> reflections;
};

/// Peaks are measurements and stay for every frame; grains and reflections only where `keeps_grains`.
/// `start`: how many rows other frames have filled before.
struct TableStart {
  int frame = 0;
  int peak = 0;
  int grain = 0;
};
MapsTables tables_of(std::vector<FrameResult> frames, const TableStart& start = {});
/// Back again; an index out of range is an InputError about `file`.
std::vector<FrameResult> frames_of(const MapsTables& tables, const std::string& file);

/// Frames that are indexed, or whose grains are all doubtful. Others leave no rows, so that a failure never
/// looks like a crystal without strain.
bool keeps_grains(const FrameResult& frame);

/// How numbers of a column are stored.
enum class Stored { float64, int32, uint8 };

/// One dataset of a table: its only declaration, used by writer and reader.
template <typename Row>
struct Column {
  std::string name;
  std::string units;
  std::string long_name;
  std::vector<std::size_t> shape;  ///< of one row; empty: a number
  Stored stored = Stored::float64;
  bool required = true;  ///< false: newer than the first version of the format
  std::function<void(const Row&, double*)> get;
  std::function<void(Row&, const double*)> set;
  double largest = 2e9;  ///< of whole numbers
};

std::vector<Column<FrameRow>> frame_columns();
std::vector<Column<PeakRow>> peak_columns();
std::vector<Column<GrainRow>> grain_columns();
std::vector<Column<ReflectionRow>> reflection_columns();

}  // namespace lauelith

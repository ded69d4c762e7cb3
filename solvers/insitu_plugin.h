// SPDX-License-Identifier: BSD-3-Clause
#pragma once

// Between the program and the library that links ParaView, plain C: loading ParaView's 500 libraries costs a
// second and 330 MB, which only runs that draw shall pay.
extern "C" {

/// Cells of this rank as boxes (4 or 8 corners each, x fastest; metres) with one number per cell and field.
struct LauelithShownCells {
  int corners_per_cell;
  long n_cells;
  const double* corners;
  int n_fields;
  const char* const* names;
  const double* const* values;
};

/// Each returns 0 when it failed. Collective over MPI_COMM_WORLD; the script's path is absolute.
using LauelithInsituBegin = int (*)(const char* folder, const char* script);
using LauelithInsituShow = int (*)(const LauelithShownCells* cells, double time, long step, int is_last);
using LauelithInsituEnd = void (*)();
}

// SPDX-License-Identifier: BSD-3-Clause
// The library that links ParaView: legacy Catalyst (Debian's ParaView 5.11 has no Catalyst 2), which runs
// scripts of Catalyst's second version. The cells are published as the channel "input".
#include <vtkCPDataDescription.h>
#include <vtkCPInputDataDescription.h>
#include <vtkCPProcessor.h>
#include <vtkCPPythonPipeline.h>
#include <vtkCellData.h>
#include <vtkCellType.h>
#include <vtkDoubleArray.h>
#include <vtkNew.h>
#include <vtkPoints.h>
#include <vtkSmartPointer.h>
#include <vtkUnstructuredGrid.h>

#include "solvers/insitu_plugin.h"

namespace {

vtkSmartPointer<vtkCPProcessor> processor;  // ParaView's own state is one per process as well

vtkSmartPointer<vtkUnstructuredGrid> grid_of(const LauelithShownCells& cells) {
  vtkNew<vtkDoubleArray> coordinates;
  coordinates->SetNumberOfComponents(3);
  const vtkIdType n_points = cells.n_cells * cells.corners_per_cell;
  coordinates->SetArray(const_cast<double*>(cells.corners), 3 * n_points, 1);  // 1: VTK does not free it
  vtkNew<vtkPoints> points;
  points->SetData(coordinates);
  auto grid = vtkSmartPointer<vtkUnstructuredGrid>::New();
  grid->SetPoints(points);
  grid->Allocate(cells.n_cells);
  const int type = cells.corners_per_cell == 4 ? VTK_PIXEL : VTK_VOXEL;
  for (vtkIdType cell = 0; cell < cells.n_cells; ++cell) {
    vtkIdType corners[8];
    for (int k = 0; k < cells.corners_per_cell; ++k) corners[k] = cell * cells.corners_per_cell + k;
    grid->InsertNextCell(type, cells.corners_per_cell, corners);
  }
  for (int f = 0; f < cells.n_fields; ++f) {
    vtkNew<vtkDoubleArray> values;
    values->SetName(cells.names[f]);
    values->SetArray(const_cast<double*>(cells.values[f]), cells.n_cells, 1);
    grid->GetCellData()->AddArray(values);
  }
  return grid;
}

}  // namespace

extern "C" {

int lauelith_insitu_begin(const char* folder, const char* script) {
  processor = vtkSmartPointer<vtkCPProcessor>::New();
  if (processor->Initialize(folder) == 0) return 0;
  const auto pipeline = vtkCPPythonPipeline::CreateAndInitializePipeline(script);
  return pipeline == nullptr ? 0 : processor->AddPipeline(pipeline);
}

int lauelith_insitu_show(const LauelithShownCells* cells, double time, long step, int is_last) {
  vtkNew<vtkCPDataDescription> description;
  description->AddInput("input");
  description->SetTimeData(time, step);
  if (is_last != 0) description->ForceOutputOn();
  if (processor->RequestDataDescription(description) == 0) return 1;  // the script wants nothing now
  description->GetInputDescriptionByName("input")->SetGrid(grid_of(*cells));
  return processor->CoProcess(description);
}

void lauelith_insitu_end() {
  if (processor == nullptr) return;
  processor->Finalize();
  processor = nullptr;
}
}

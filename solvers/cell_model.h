// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "models/eigenstrain.h"
#include "models/flaws.h"
#include "models/grain_boundaries.h"
#include "models/microstructure.h"
#include "solvers/cell_study.h"
#include "solvers/elastic_problem.h"
#include "src/influence_basis.h"

namespace lauelith::solvers {

/// A cell made from a study: grains, their boundaries, flaws, and the elastic constants.
struct CellModel {
  models::DomainBox domain;
  models::DomainBox window;
  models::Microstructure microstructure;
  models::BoundaryNetwork boundaries;
  std::vector<models::Flaw> flaws;
  std::vector<models::Flaw> paths;  ///< of each flaw, where it may grow; empty without the coupled model
  models::CubicStiffness stiffness;
  int dimension = 2;
  /// Where boundaries can take lithium: the window, with a margin so that rows of deposits do not end in it.
  models::DomainBox deposits;
};
/// Whether a study asks for the coupled model: level L2 or above.
bool is_coupled(const CellStudy& study);
/// Everything wrong with the study is said here, before anything is solved.
CellModel make_cell_model(const CellStudy& study);

/// Boundaries (cell frame): both electrodes carry the stack pressure, the sides stay plane and free of mean
/// force (mirror planes that may move apart). 3-D: the scanned face is free, the lower face a mirror plane.
/// Cells are refined at the interface, at boundaries inside the window, and at flaws.
ElasticProblem elastic_problem(const CellStudy& study, const CellModel& model);

/// One source of strain with the load that belongs to its unit amplitude.
struct CellSource {
  BasisSource source;
  ElasticLoad load;
  double scan0_amplitude = 0.0;  ///< what it is before any current (open flaws: found from their pressure)
};
/// All sources: residual modes, stack pressure, hydrostatic pressure, flaw pieces, pieces they may grow into,
/// boundary pieces.
std::vector<CellSource> cell_sources(const CellStudy& study, const CellModel& model);

/// Voxels of the window (2-D: one layer) with grains and orientations.
FieldFrame voxel_frame(const CellStudy& study, const CellModel& model);
/// SHA-256 of everything an influence basis depends on besides its sources.
std::string model_hash(const CellStudy& study, const CellModel& model, const FieldFrame& frame);

}  // namespace lauelith::solvers

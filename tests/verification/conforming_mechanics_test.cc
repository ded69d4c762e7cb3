// SPDX-License-Identifier: BSD-3-Clause
// What cells that follow the grains are for: the stress at a boundary that is oblique to the mesh.
#include <gtest/gtest.h>

#include <Eigen/LU>
#include <array>
#include <cmath>
#include <map>

#include "models/analytic_cracks.h"
#include "models/cubic_elasticity.h"
#include "solvers/conforming_mesh.h"
#include "solvers/elastic_law.h"
#include "solvers/influence_fields.h"
#include "solvers/mesh_checks.h"
#include "solvers/opening_band.h"
#include "src/failure.h"
#include "src/rotation.h"
#include "src/units.h"
#include "tests/verification/convergence_table.h"
#include "tests/verification/small_cell.h"

namespace lauelith::verification {
namespace {

using namespace solvers;

const models::DomainBox box{{0.0, 0.0, 0.0}, {1.0, 1.0, 0.0}};
const Point normal = Point(std::cos(0.4), std::sin(0.4), 0.0);

/// Two grains with a boundary through the middle of the box.
models::PowerCells two_grains() {
  const Point middle(0.5, 0.5, 0.0);
  return {{{middle - 0.2 * normal, 0.0}, {middle + 0.2 * normal, 0.0}}, box, 2};
}

/// A homogeneous strain in each of two crystals whose displacements and tractions agree on the boundary:
///   H_2 = H_1 + a ⊗ n,   ((C_2 : H_2) − (C_1 : H_1)) n = 0,
/// the exact solution of a laminate (Hadamard's jump).
struct Laminate {
  std::vector<Matrix6d> C;
  Eigen::Matrix3d H[2];
  Laminate() {
    for (const double angle : {0.3, 1.2})
      C.push_back(models::voigt_stiffness({13.4e9, 11.3e9, 9.6e9}, rotation_from_vector({angle, -0.4, 0.9})));
    H[0] << 1e-3, 4e-4, 0, -2e-4, -6e-4, 0, 3e-4, 5e-4, 0;
    const ElasticLaw law(C, 2, PlaneMode::plane_strain);
    Eigen::Matrix3d acoustic = Eigen::Matrix3d::Zero();
    Point jump = Point::Zero();
    const auto &T1 = law.gradient_stiffness(0), &T2 = law.gradient_stiffness(1);
    for (int c = 0; c < 3; ++c) {
      for (int k = 0; k < 3; ++k) {
        for (int d = 0; d < 3; ++d) {
          for (int l = 0; l < 3; ++l) {
            acoustic(c, d) += normal[k] * normal[l] * T2(3 * c + k, 3 * d + l);
            jump[c] += normal[k] * (T1(3 * c + k, 3 * d + l) - T2(3 * c + k, 3 * d + l)) * H[0](d, l);
          }
        }
      }
    }
    H[1] = H[0] + acoustic.inverse() * jump * normal.transpose();
  }
  int grain(const Point& x) const { return (x - Point(0.5, 0.5, 0.0)).dot(normal) > 0.0 ? 1 : 0; }
  Point displacement(const Point& x) const { return H[grain(x)] * (x - Point(0.5, 0.5, 0.0)); }
};

Mechanics::Errors laminate_errors(bool is_conforming, double cell) {
  const Laminate laminate;
  ElasticProblem problem;
  problem.degree = 1;
  problem.plane_mode = PlaneMode::plane_strain;
  problem.stiffness = laminate.C;
  problem.mesh.high = box.high;
  problem.mesh.size_wanted = [cell](const Point&, double) { return cell; };
  problem.mesh.material_at = [laminate](const Point& x) { return laminate.grain(x); };
  if (is_conforming)
    problem.mesh.quads = [cell] {
      return conforming_mesh(
          two_grains(), [cell](const Point&) { return cell; }, 0.25 * cell);
    };
  for (int side = 0; side < 4; ++side)
    problem.supports.push_back(
        {side, {true, true, true}, [laminate](const Point& x) { return laminate.displacement(x); }});
  ElasticLoad load;
  load.displaced_supports = true;
  const auto mechanics = make_mechanics(problem, {});
  return mechanics->errors(
      mechanics->solve(load), [&](const Point& x) { return laminate.displacement(x); },
      [&](const Point& x) { return laminate.H[laminate.grain(x)]; });
}

TEST(ConformingMechanics, ObliqueLaminateIsExact) {
  const Laminate laminate;
  const double jump = (laminate.H[1] - laminate.H[0]).norm();
  ASSERT_GT(jump, 2e-4);
  ConvergenceTable table("oblique_laminate", "cells | L2 error of grad u over the jump at the boundary");
  for (const double cell : {1.0 / 16, 1.0 / 32}) {
    const double conforming = laminate_errors(true, cell).gradient / jump,
                 stairs = laminate_errors(false, cell).gradient / jump;
    EXPECT_LT(conforming, 1e-10) << "the solution lies in the space of the elements";
    table.add("boxes 1/" + std::to_string(std::lround(1.0 / cell)), {stairs});
    EXPECT_GT(stairs, 0.05);
  }
  table.check(1e-5);
}

constexpr double E = 155e9, nu = 0.24, E_prime = E / (1.0 - nu * nu);

/// A patch of a straight boundary, opened under the pressure of its lithium: h = π p a/E′ in the mean.
double patch_area_ratio(double angle, int n_cells) {
  const double a = 10 * units::um, far = 20 * a, cell = a / n_cells, pressure = 10 * units::MPa;
  const Point along(std::cos(angle), std::sin(angle), 0.0), n(-along[1], along[0], 0.0);
  const models::DomainBox plane{{-far, -far, 0.0}, {far, far, 0.0}};
  const models::PowerCells grains({{-0.3 * far * n, 0.0}, {0.3 * far * n, 0.0}}, plane, 2);
  ElasticProblem problem;
  problem.plane_mode = PlaneMode::plane_strain;
  problem.stiffness.assign(
      2, models::voigt_stiffness(models::isotropic_stiffness(E, nu), Eigen::Matrix3d::Identity()));
  problem.mesh.low = plane.low;
  problem.mesh.high = plane.high;
  const auto size = [=](const Point& x) {
    const double beyond = std::max(std::abs(x.dot(along)) - a, 0.0);
    return std::max(cell, 0.25 * (std::hypot(beyond, x.dot(n)) - 2.0 * cell));
  };
  problem.mesh.quads = [=] { return conforming_mesh(grains, size, 0.25 * cell); };
  const int n_pieces = n_cells;
  std::vector<ElasticLoad> loads;
  std::vector<Opening> pieces;
  Eigen::VectorXd length(n_pieces);
  const double retreat = quad_tip_retreat(cell);
  for (int i = 0; i < n_pieces; ++i) {
    double low = -a + 2.0 * a * i / n_pieces, high = -a + 2.0 * a * (i + 1) / n_pieces;
    if (i == 0) low += retreat;
    if (i + 1 == n_pieces) high -= retreat;
    length[i] = high - low;
    pieces.push_back({0.5 * (low + high) * along, n, along, 0.5 * length[i], 2.0 * cell, 1.0, {}});
    loads.emplace_back().openings = {pieces.back()};
  }
  const auto mechanics = make_mechanics(problem, {});
  const auto vectors = mechanics->loads(loads);
  const auto states = mechanics->solve(vectors);
  const Eigen::MatrixXd A = mechanics->band_energy(pieces, loads) - work(vectors, states);
  const Eigen::VectorXd h = A.partialPivLu().solve(pressure * length);
  return h.dot(length) / models::plane_crack_area(pressure, a, E_prime);
}

TEST(ConformingMechanics, LithiumPatchOnABoundary) {
  ConvergenceTable table("lithium_patch_conforming", "angle (deg), cells in a | area/(pi a p/E' 2a)");
  for (const double angle_deg : {0.0, 17.0, 45.0}) {
    for (const int n_cells : {16, 32}) {
      const double ratio = patch_area_ratio(angle_deg * units::deg, n_cells);
      table.add(std::to_string(static_cast<int>(angle_deg)) + " " + std::to_string(n_cells), {ratio});
      EXPECT_NEAR(ratio, 1.0, 0.015) << angle_deg << " " << n_cells;
    }
  }
  table.check(1e-5);
}

struct Scan0 {
  FieldFrame frame;
  CellModel model;
  InfluenceResult result;
};

/// The strain before any current on cells of some size, times `scale` of the default.
Scan0 scan0_of(const std::string& mesh, double scale) {
  CellStudy study = small_cell();
  study.flaws.place_um = study.flaws.place_depth_um = study.flaws.place_angle_deg = {};
  study.flaws.density_per_mm = 0.0;
  study.numerics.mesh = mesh;
  study.numerics.cell_window_um *= scale;
  study.numerics.cell_boundary_um *= scale;
  CellModel model = make_cell_model(study);
  const FieldFrame frame = voxel_frame(study, model);
  const auto mechanics = make_mechanics(elastic_problem(study, model), study.numerics);
  mechanics->sample_at(frame.grid, {frame.grain.begin(), frame.grain.end()});
  auto sources = cell_sources(study, model);
  std::erase_if(sources, [](const CellSource& source) { return source.source.kind == "boundary"; });
  auto result = influence_fields(*mechanics, sources, true, frame, 64, [](const InfluenceProgress&) {});
  return {frame, std::move(model), std::move(result)};
}

/// Root mean square of H − H_fine over that of H_fine, at the voxels nearer to a boundary than 4 µm and at
/// the others.
std::array<double, 2> errors_near_and_far(const Scan0& scan, const Scan0& fine) {
  std::array<double, 2> difference{}, size{};
  for (std::size_t v = 0; v < fine.frame.grid.n_voxels(); ++v) {
    const double off = fine.model.boundaries.nearest(fine.frame.grid.centre_m(v)).distance;
    const std::size_t place = off < 4.0 * units::um ? 0 : 1;
    for (std::size_t i = 9 * v; i < 9 * (v + 1); ++i) {
      size[place] += std::pow(fine.result.scan0_gradients[i], 2);
      difference[place] += std::pow(scan.result.scan0_gradients[i] - fine.result.scan0_gradients[i], 2);
    }
  }
  return {std::sqrt(difference[0] / size[0]), std::sqrt(difference[1] / size[1])};
}

/// A study on both meshes against quadrilaterals a quarter as large.
TEST(ConformingMechanics, WhatItBuysAtBoundaries) {
  const Scan0 fine = scan0_of("conforming", 0.25);
  ConvergenceTable table("boundary_errors",
                         "mesh | relative error of H within 4 um of boundaries | elsewhere");
  std::map<std::string, std::array<double, 2>> errors;
  for (const std::string mesh : {"boxes", "conforming"}) {
    errors[mesh] = errors_near_and_far(scan0_of(mesh, 1.0), fine);
    table.add(mesh, {errors[mesh][0], errors[mesh][1]});
  }
  EXPECT_LT(errors["conforming"][0], 0.5 * errors["boxes"][0]);
  EXPECT_LT(errors["conforming"][1], errors["boxes"][1]);
  EXPECT_LT(errors["boxes"][1], 0.1) << "both solve the same problem";
  table.check(1e-3);
}

TEST(ConformingMechanics, WhatItCannotDoIsRefused) {
  const auto refusal = [](auto change) {
    CellStudy study = small_cell();
    study.numerics.mesh = "conforming";
    change(study);
    try {
      require_meshable(study);
    } catch (const UsageError& error) {
      return std::string(error.what());
    }
    return std::string("accepted");
  };
  EXPECT_EQ(refusal([](CellStudy&) {}), "accepted");
  EXPECT_NE(refusal([](CellStudy& s) { s.model.dimension = "3d"; }).find("[model]: at dimension"),
            std::string::npos);
  EXPECT_NE(refusal([](CellStudy& s) { s.grains.source = "file"; }).find("[grains]: at source"),
            std::string::npos);
  EXPECT_NE(refusal([](CellStudy& s) { s.numerics.solver = "multigrid"; }).find("[numerics]: at solver"),
            std::string::npos);
  EXPECT_NE(refusal([](CellStudy& s) {
              s.grains.explicit_pores = true;
              s.cell.relative_density = 0.9;
            }).find("[grains]: at explicit_pores"),
            std::string::npos);
}

}  // namespace
}  // namespace lauelith::verification

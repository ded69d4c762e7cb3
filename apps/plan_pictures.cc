// SPDX-License-Identifier: BSD-3-Clause
#include "apps/plan_pictures.h"

#include <cmath>
#include <limits>

#include "inverse/deviatoric.h"
#include "src/crystal_library.h"
#include "src/crystal_symmetry.h"
#include "src/line_plot.h"
#include "src/map_row_picture.h"

namespace lauelith {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

/// A map of the planned points without anything measured yet.
ScanLayers planned_scan(const StudyTables& tables, const FieldFrame& frame) {
  ScanLayers scan;
  scan.maps.crystal = tables.scan.crystal;
  const auto points = plan_points(tables.scan, frame, tables.scan.step_um[0]);
  for (const PlanPoint& point : points) {
    FrameResult one;
    one.x_um = point.place_um.x();
    one.y_um = point.place_um.y();
    if (point.grain >= 0) {
      Grain grain;
      grain.R_sample_from_crystal = frame.R_sample_from_crystal[static_cast<std::size_t>(point.grain)];
      grain.quality = GrainQuality::accepted;
      one.status = FrameStatus::ok;
      one.grains.push_back(grain);
    }
    scan.shown_rank.push_back(one.grains.empty() ? -1 : 0);
    scan.maps.frames.push_back(std::move(one));
  }
  scan.maps.nx = static_cast<int>(tables.scan.points[0]);
  scan.maps.ny = static_cast<int>(tables.scan.points[1]);
  scan.grid = map_grid(scan.maps);
  return scan;
}

/// Six numbers per pixel as layers of the points.
void add_layers(ScanLayers& scan, const inverse::ComparedPixels& pixels, const std::string& name,
                const std::string& long_name, const std::vector<Vector6d>& values) {
  for (int k = 0; k < 6; ++k) {
    MapLayer layer{name + tensor_component_names[k], "1", long_name + ", " + tensor_component_names[k],
                   std::vector<double>(scan.maps.frames.size(), none)};
    for (std::size_t i = 0; i < values.size(); ++i)
      layer.values[static_cast<std::size_t>(pixels.pixels[i].point)] = values[i][k];
    scan.layers.push_back(std::move(layer));
  }
}

struct PlannedMaps {
  std::vector<Vector6d> change;
  std::vector<Vector6d> sigma;
};

PlannedMaps planned_maps(const inverse::ComparedPixels& pixels, const PlanRung& rung) {
  PlannedMaps maps;
  const Eigen::Matrix<double, 6, 5> D = inverse::deviatoric_from_components().transpose();
  for (std::size_t i = 0; i < pixels.pixels.size(); ++i) {
    const inverse::Vector5d e = rung.changes.col(0).segment<5>(static_cast<Eigen::Index>(5 * i));
    maps.change.push_back(inverse::components_of_deviatoric(e));
    const Matrix6d C = pixels.scan_covariance(0, 0) * D * pixels.pixels[i].covariance * D.transpose();
    maps.sigma.push_back(C.diagonal().cwiseSqrt());
  }
  return maps;
}

ScanLayers scan_of(const StudyTables& tables, const inverse::ComparedPixels& pixels, const FieldFrame& frame,
                   const PlanRung& rung) {
  ScanLayers scan = planned_scan(tables, frame);
  const PlannedMaps maps = planned_maps(pixels, rung);
  add_layers(scan, pixels, "change_strain_", "expected change of the deviatoric strain", maps.change);
  add_layers(scan, pixels, "change_strain_sigma_", "standard error of a difference of two scans", maps.sigma);
  std::vector<Vector6d> ratio;
  for (std::size_t i = 0; i < maps.change.size(); ++i)
    ratio.push_back(maps.change[i].cwiseQuotient(maps.sigma[i]));
  add_layers(scan, pixels, "change_ratio_", "expected change over its standard error", ratio);
  return scan;
}

NamedPicture power_picture(const std::vector<PlanRung>& ladder) {
  LinePlot plot;
  plot.title = "power of one experiment to name the mechanism";
  plot.x_label = "log10 of the current (µA/cm²)";
  plot.y_label = "share of decisive correct verdicts";
  plot.notes = {"bands: 95 % binomial intervals; truth and analysis share their influence fields"};
  plot.zero_line = false;
  for (const char* mechanism : {"penetration", "transport"}) {
    PlotCurve curve;
    curve.label = mechanism;
    curve.dashed = std::string(mechanism) == "transport";
    for (const PlanRung& rung : ladder) {
      if (rung.mechanism != mechanism) continue;
      curve.x.push_back(std::log10(rung.current_uA_cm2));
      curve.y.push_back(rung.power.share);
      curve.low.push_back(rung.power.low);
      curve.high.push_back(rung.power.high);
    }
    plot.curves.push_back(std::move(curve));
  }
  return {"power", plot.title, line_plot(plot)};
}

}  // namespace

std::vector<NamedPicture> plan_pictures(const StudyTables& tables, const inverse::ComparedPixels& pixels,
                                        const FieldFrame& frame, const std::vector<PlanRung>& ladder) {
  std::vector<NamedPicture> pictures;
  const auto rotations = proper_rotations(find_crystal(tables.scan.crystal));
  std::vector<ScanLayers> scans;
  std::vector<std::string> titles;
  for (const PlanRung& rung : ladder) {
    if (rung.current_uA_cm2 != ladder.back().current_uA_cm2) continue;
    scans.push_back(scan_of(tables, pixels, frame, rung));
    titles.push_back(rung.mechanism);
  }
  std::vector<ScanPanel> panels;
  for (std::size_t i = 0; i < scans.size(); ++i)
    panels.push_back({&scans[i], map_boundaries(scans[i], rotations, 2.0), titles[i]});
  for (const char* kind : {"change_strain_", "change_strain_sigma_", "change_ratio_"}) {
    for (const char* component : tensor_component_names) {
      const std::string name = std::string(kind) + component;
      if (auto row = map_row_picture(panels, name))
        pictures.push_back({name, row->title, std::move(row->picture)});
    }
  }
  pictures.push_back(power_picture(ladder));
  return pictures;
}

}  // namespace lauelith

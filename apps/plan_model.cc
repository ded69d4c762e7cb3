// SPDX-License-Identifier: BSD-3-Clause
#include "apps/plan_model.h"

#include <algorithm>
#include <map>

#include "inverse/deviatoric.h"
#include "inverse/simulated_verdicts.h"
#include "models/elastic_bounds.h"
#include "src/electrochemical_units.h"
#include "src/units.h"

namespace lauelith {
namespace {

/// Rows of equal grain, as the comparison wants them, sorted.
std::vector<inverse::ComparedPixel> pixels_of(
    const std::vector<PlanPoint>& points, const std::vector<std::optional<inverse::ExpectedErrors>>& errors,
    double scale) {
  std::vector<inverse::ComparedPixel> pixels;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const int grain = points[i].grain;
    if (grain < 0 || !errors[static_cast<std::size_t>(grain)]) continue;
    inverse::ComparedPixel pixel;
    pixel.place_um = points[i].place_um;
    pixel.point = static_cast<int>(i);
    pixel.grain = grain;
    pixel.covariance = scale * inverse::deviatoric_covariance(
                                   errors[static_cast<std::size_t>(grain)]->strain_covariance_sample);
    pixels.push_back(pixel);
  }
  std::stable_sort(pixels.begin(), pixels.end(),
                   [](const auto& a, const auto& b) { return a.grain < b.grain; });
  return pixels;
}

/// Numbers 0, 1, 2 … without gaps.
int number_grains(std::vector<inverse::ComparedPixel>& pixels) {
  std::map<int, int> numbers;
  for (inverse::ComparedPixel& pixel : pixels) {
    const int next = static_cast<int>(numbers.size());
    pixel.grain = numbers.emplace(pixel.grain, next).first->second;
  }
  return static_cast<int>(numbers.size());
}

inverse::Changes changes_of(const InfluenceBasis& basis, const Eigen::VectorXd& amplitudes,
                            const inverse::ComparedPixels& pixels) {
  std::vector<std::size_t> sources(basis.sources.size());
  for (std::size_t i = 0; i < sources.size(); ++i) sources[i] = i;
  const Eigen::MatrixXd all = amplitudes.replicate(1, pixels.n_scans());
  return inverse::changes_of_sources(basis, sources, all, pixels);
}

}  // namespace

models::LoadConditions load_conditions(const StudyTables& tables, double current_uA_cm2) {
  const auto& cell = tables.mechanics;
  models::LoadConditions conditions;
  conditions.current_A_m2 = current_uA_cm2 * units::uA_per_cm2;
  conditions.focusing = 1.0 / cell.contact.fraction;
  conditions.transfer_resistance_ohm_m2 =
      (cell.interface.resistance_ohm_cm2 + cell.interface.film_resistance_ohm_cm2) * units::cm2;
  conditions.conductivity_ionic_S_m = cell.electro.conductivity_ionic_mS_cm * units::mS_per_cm;
  conditions.conductivity_electronic_S_m = tables.plan.deposition_electronic_S_cm * units::S_per_cm;
  conditions.cell_thickness_m = cell.cell.thickness_mm * units::mm;
  conditions.boundary_area_ratio = 2.0 * conditions.cell_thickness_m / (cell.grains.size_um * units::um);
  conditions.charging_s = tables.plan.charging_min * units::minute;
  conditions.plane_modulus_Pa =
      models::polycrystal_moduli(models::stiffness_of(cell.mechanics)).plane_strain();
  conditions.toughness_Pa_sqrt_m = cell.fracture.toughness_MPa_sqrt_m * units::MPa;
  conditions.electrons_from_plating_side = cell.electro.electron_contact == "pinned";
  return conditions;
}

models::DepositPatches deposit_patches(const StudyTables& tables) {
  const auto& deposition = tables.mechanics.deposition;
  return {deposition.patch_um * units::um, units::mm / std::max(deposition.site_density_per_mm, 1e-3)};
}

inverse::ComparisonSetting plan_setting(const StudyTables& tables, const InfluenceBasis& basis,
                                        const std::vector<std::optional<inverse::ExpectedErrors>>& errors,
                                        const PlanDesign& design) {
  const double step_um = tables.scan.step_um[0];
  const auto points = plan_points(tables.scan, basis.frame, step_um);
  const double finer = design.step_um / step_um;
  inverse::ComparisonSetting setting;
  setting.pixels.pixels = pixels_of(points, errors, finer * finer);
  setting.pixels.n_grains = number_grains(setting.pixels.pixels);
  setting.pixels.nx = static_cast<int>(tables.scan.points[0]);
  setting.pixels.ny = static_cast<int>(tables.scan.points[1]);
  setting.pixels.origin_um = {tables.scan.origin_um[0], tables.scan.origin_um[1]};
  setting.pixels.step_um = {step_um, step_um};
  setting.pixels.scan_covariance = inverse::shared_reference_covariance(tables.plan.later_scans);
  setting.traces = inverse::boundary_traces(basis);
  setting.basis = basis;
  setting.drift.affine *= design.drift_factor;
  setting.smallest_effect = tables.compare.smallest_effect;
  setting.currents.assign(static_cast<std::size_t>(tables.plan.later_scans), 1.0);
  return setting;
}

inverse::Changes penetration_changes(const StudyTables& tables, const InfluenceBasis& basis,
                                     const inverse::ComparedPixels& pixels, double current_uA_cm2) {
  const auto conditions = load_conditions(tables, current_uA_cm2);
  return changes_of(basis, models::amplitudes_of_flaws(basis, conditions), pixels);
}

inverse::Changes transport_changes(const StudyTables& tables, const InfluenceBasis& basis,
                                   const inverse::ComparedPixels& pixels, double current_uA_cm2) {
  const auto conditions = load_conditions(tables, current_uA_cm2);
  return changes_of(basis, models::amplitudes_of_boundaries(basis, conditions, deposit_patches(tables)),
                    pixels);
}

}  // namespace lauelith

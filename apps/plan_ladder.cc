// SPDX-License-Identifier: BSD-3-Clause
#include "apps/plan_ladder.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "inverse/deviatoric.h"
#include "models/analytic_cracks.h"
#include "src/units.h"

namespace lauelith {
namespace {

struct Mechanism {
  const char* name;
  inverse::VerdictWord word;
};
constexpr Mechanism mechanisms[] = {{"penetration", inverse::VerdictWord::penetration},
                                    {"transport", inverse::VerdictWord::transport}};

/// Largest amplitude of a kind of source.
double largest(const InfluenceBasis& basis, const Eigen::VectorXd& amplitudes, const std::string& kind) {
  double value = 0.0;
  for (std::size_t j = 0; j < basis.sources.size(); ++j) {
    if (basis.sources[j].kind == kind) value = std::max(value, amplitudes[static_cast<Eigen::Index>(j)]);
  }
  return value;
}

/// Depths of the flaws of the basis, m.
std::vector<double> flaw_depths(const InfluenceBasis& basis) {
  std::vector<double> depth;
  for (const BasisSource& source : basis.sources) {
    if (source.kind != "flaw") continue;
    const auto flaw = static_cast<std::size_t>(std::max(0, source.group));
    if (depth.size() <= flaw) depth.resize(flaw + 1, 0.0);
    depth[flaw] += source.measure;
  }
  return depth;
}

void describe_penetration(const StudyTables& tables, const InfluenceBasis& basis, PlanRung& rung) {
  const auto conditions = load_conditions(tables, rung.current_uA_cm2);
  rung.opening_nm = largest(basis, models::amplitudes_of_flaws(basis, conditions), "flaw") / units::nm;
  for (const double depth : flaw_depths(basis)) {
    if (depth <= 0.0) continue;
    rung.pressure_MPa = std::max(rung.pressure_MPa, models::flaw_pressure_Pa(conditions, depth) / units::MPa);
    rung.grows |= models::flaw_grows(conditions, depth);
  }
}

void describe_transport(const StudyTables& tables, const InfluenceBasis& basis, PlanRung& rung) {
  const auto conditions = load_conditions(tables, rung.current_uA_cm2);
  const auto patches = deposit_patches(tables);
  const auto amplitudes = models::amplitudes_of_boundaries(basis, conditions, patches);
  const double opening_m = largest(basis, amplitudes, "boundary");
  rung.opening_nm = opening_m / units::nm;
  rung.pressure_MPa =
      models::patch_pressure(opening_m, patches.half_length_m, conditions.plane_modulus_Pa) / units::MPa;
}

}  // namespace

inverse::Detectability detectability_of(const inverse::ComparedPixels& pixels,
                                        const inverse::Changes& changes, double snr) {
  std::vector<Vector6d> change(pixels.pixels.size());
  std::vector<Matrix6d> covariance(pixels.pixels.size());
  const auto to_components = inverse::deviatoric_from_components().transpose();
  for (std::size_t i = 0; i < change.size(); ++i) {
    const inverse::Vector5d e = changes.col(0).segment<5>(static_cast<Eigen::Index>(5 * i));
    change[i] = inverse::components_of_deviatoric(e);
    covariance[i] = pixels.scan_covariance(0, 0) * to_components * pixels.pixels[i].covariance *
                    to_components.transpose();
  }
  return inverse::detectability(change, covariance, snr);
}

std::vector<PlanRung> plan_ladder(const StudyTables& tables, const InfluenceBasis& basis,
                                  const inverse::ComparisonModel& model, const CommonOptions& common) {
  std::vector<PlanRung> ladder;
  for (const double current : tables.plan.currents_uA_cm2) {
    for (const Mechanism& mechanism : mechanisms) {
      const bool is_penetration = mechanism.word == inverse::VerdictWord::penetration;
      PlanRung rung;
      rung.current_uA_cm2 = current;
      rung.mechanism = mechanism.name;
      (is_penetration ? describe_penetration : describe_transport)(tables, basis, rung);
      rung.changes =
          (is_penetration ? penetration_changes : transport_changes)(tables, basis, model.pixels(), current);
      rung.map = detectability_of(model.pixels(), rung.changes, tables.plan.detectable_snr);
      rung.power = inverse::power_of(model, rung.changes, mechanism.word, {}, tables.plan.simulations,
                                     static_cast<std::uint32_t>(common.seed), common.n_threads);
      ladder.push_back(std::move(rung));
    }
  }
  return ladder;
}

double current_of_power(const std::vector<PlanRung>& ladder, const std::string& mechanism, double share) {
  const PlanRung* before = nullptr;
  for (const PlanRung& rung : ladder) {
    if (rung.mechanism != mechanism || rung.power.n_simulated == 0) continue;
    if (rung.power.share >= share) {
      if (before == nullptr || before->power.share >= share) return rung.current_uA_cm2;
      const double part = (share - before->power.share) / (rung.power.share - before->power.share);
      return before->current_uA_cm2 * std::pow(rung.current_uA_cm2 / before->current_uA_cm2, part);
    }
    before = &rung;
  }
  return std::numeric_limits<double>::quiet_NaN();
}

}  // namespace lauelith

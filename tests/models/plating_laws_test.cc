// SPDX-License-Identifier: BSD-3-Clause
// Kinetics, contact, internal deposition, toughness: limits, tangents, equilibria.
#include <gtest/gtest.h>

#include <cmath>

#include "models/butler_volmer.h"
#include "models/contact.h"
#include "models/deposition.h"
#include "models/tip_toughness.h"
#include "src/constants.h"
#include "src/failure.h"

namespace lauelith::models {
namespace {

ButlerVolmer default_law() { return butler_volmer_of({}, 298.15); }

TEST(ButlerVolmer, ExcessOverTheLinearLaw) {
  const ButlerVolmer law = default_law();
  EXPECT_NEAR(law.exchange_current_A_m2, 25.7, 0.01);
  EXPECT_NEAR(law.resistance_ohm_m2(), 1e-3, 1e-9);
  const auto excess_percent = [&](double volts) {
    return 100.0 * (law.rate(volts, 0.0, 1.0).current_A_m2 * law.resistance_ohm_m2() / volts - 1.0);
  };
  EXPECT_NEAR(excess_percent(1e-3), 0.0063, 1e-4);
  EXPECT_NEAR(excess_percent(5e-3), 0.158, 1e-3);
  EXPECT_NEAR(excess_percent(10e-3), 0.632, 1e-3);
  EXPECT_NEAR(excess_percent(50e-3), 16.5, 0.1);
}

TEST(ButlerVolmer, TafelSlope) {
  const ButlerVolmer law = default_law();
  const double decade =
      (0.7 - 0.5) / std::log10(law.rate(0.7, 0.0, 1.0).current_A_m2 / law.rate(0.5, 0.0, 1.0).current_A_m2);
  EXPECT_NEAR(1e3 * decade, 118.3, 0.1);
}

/// Zero current where lithium under pressure is in equilibrium, whatever shares the branches take.
TEST(ButlerVolmer, NoCurrentAtTheShiftedEquilibrium) {
  for (const double alpha_mechanical : {0.0, 0.5, 0.9}) {
    for (const double film : {0.0, 4.0}) {
      InterfaceOptions options;
      options.transfer_coefficient_mechanical = alpha_mechanical;
      options.film_resistance_ohm_cm2 = film;
      const ButlerVolmer law = butler_volmer_of(options, 298.15);
      const double shift = law.equilibrium_V(100e6);
      EXPECT_NEAR(100e6 / shift, 7.4219e9, 1e5) << "Pa per V";
      EXPECT_NEAR(law.rate(shift, 100e6, 1.0).current_A_m2, 0.0, 1e-12);
      EXPECT_GT(law.rate(shift + 1e-4, 100e6, 1.0).current_A_m2, 0.0);
    }
  }
}

/// The film's voltage belongs to the current of the same moment; contact is on the rate.
TEST(ButlerVolmer, FilmAndContact) {
  InterfaceOptions options;
  options.film_resistance_ohm_cm2 = 6.0;
  const ButlerVolmer filmed = butler_volmer_of(options, 298.15);
  ButlerVolmer bare = filmed;
  bare.film_ohm_m2 = 0.0;
  for (const double volts : {-0.8, -0.02, 0.003, 0.05, 1.5}) {
    const double i = filmed.rate(volts, 3e6, 0.4).current_A_m2;
    EXPECT_NEAR(bare.rate(volts - i * filmed.film_ohm_m2, 3e6, 0.4).current_A_m2, i, 1e-9 * std::abs(i));
  }
  EXPECT_NEAR(bare.rate(0.01, 0.0, 0.25).current_A_m2, 0.25 * bare.rate(0.01, 0.0, 1.0).current_A_m2, 1e-12);
  options.film_resistance_ohm_cm2 = 10.0;
  EXPECT_THROW(butler_volmer_of(options, 298.15), UsageError);
}

TEST(ButlerVolmer, TangentsAreThoseOfDifferences) {
  InterfaceOptions options;
  options.film_resistance_ohm_cm2 = 3.0;
  options.transfer_coefficient = 0.4;
  options.transfer_coefficient_mechanical = 0.7;
  const ButlerVolmer law = butler_volmer_of(options, 310.0);
  for (const double volts : {-0.06, 0.002, 0.09}) {
    const auto rate = law.rate(volts, 20e6, 0.6);
    const auto slope = [](double high, double low, double step) { return (high - low) / (2.0 * step); };
    const auto i = [&](double dV, double dp, double dc) {
      return law.rate(volts + dV, 20e6 + dp, 0.6 + dc).current_A_m2;
    };
    EXPECT_NEAR(rate.by_potential_S_m2, slope(i(1e-6, 0, 0), i(-1e-6, 0, 0), 1e-6),
                1e-6 * rate.by_potential_S_m2);
    EXPECT_NEAR(rate.by_pressure_A_m2_Pa, slope(i(0, 1e3, 0), i(0, -1e3, 0), 1e3),
                1e-6 * std::abs(rate.by_pressure_A_m2_Pa));
    EXPECT_NEAR(rate.by_contact_A_m2, slope(i(0, 0, 1e-5), i(0, 0, -1e-5), 1e-5),
                1e-6 * std::abs(rate.by_contact_A_m2));
  }
}

TEST(Deposition, StopsAtTheEquilibriumPressureAndNeedsToNucleate) {
  const InternalDeposition law =
      internal_deposition_of({.exchange_current_ratio = 1e-6}, 25.7, 298.15, 0.5, 13e-6);
  EXPECT_NEAR(law.rate(5e-3, 5e-3 * constants::faraday_C_mol / 13e-6, 2e-3, true).current_A_m2, 0.0, 1e-15);
  EXPECT_GT(law.rate(5e-3, 0.0, 2e-3, true).current_A_m2, law.rate(5e-3, 0.0, 2e-3, false).current_A_m2);
  EXPECT_EQ(law.rate(1e-3, 0.0, 2e-3, false).current_A_m2, 0.0);
  EXPECT_EQ(law.rate(-5e-3, 0.0, 2e-3, false).current_A_m2, 0.0) << "nothing is there to dissolve";
  InternalDeposition perfect = law;
  perfect.dissolution_efficiency = 1.0;
  EXPECT_NEAR(law.rate(-5e-3, 0.0, 0.0, true).current_A_m2,
              0.2 * perfect.rate(-5e-3, 0.0, 0.0, true).current_A_m2, 1e-18);
}

TEST(Deposition, TangentsAreThoseOfDifferences) {
  const InternalDeposition law =
      internal_deposition_of({.exchange_current_ratio = 1e-6}, 25.7, 298.15, 0.3, 13e-6);
  for (const double U : {-0.02, 0.001, 0.05}) {
    const auto rate = law.rate(U, 4e6, 0.0, true);
    const double by_U =
        (law.rate(U + 1e-7, 4e6, 0.0, true).current_A_m2 - law.rate(U - 1e-7, 4e6, 0.0, true).current_A_m2) /
        2e-7;
    const double by_p =
        (law.rate(U, 4e6 + 1e3, 0.0, true).current_A_m2 - law.rate(U, 4e6 - 1e3, 0.0, true).current_A_m2) /
        2e3;
    EXPECT_NEAR(rate.by_supersaturation_S_m2, by_U, 1e-6 * by_U);
    EXPECT_NEAR(rate.by_pressure_A_m2_Pa, by_p, 1e-5 * std::abs(by_p));
  }
}

TEST(Deposition, SitesAreWettedAtTheirDensity) {
  std::vector<BoundaryPiece> pieces(2000);
  for (std::size_t k = 0; k < pieces.size(); ++k) {
    pieces[k].centre = {1e-5 * static_cast<double>(k), 0.0, 0.0};
    pieces[k].measure = 1e-5;
  }
  DepositionOptions options;
  options.patch_um = 5.0;  // a patch is the piece it starts on
  const auto sites = deposition_sites(options, pieces, 2, 0.0);
  double wetted = 0.0, barrier = 0.0;
  for (const auto& site : sites) {
    wetted += site.is_wetted ? 1.0 : 0.0;
    barrier += site.barrier_V;
    EXPECT_GE(site.barrier_V, 0.0);
    EXPECT_EQ(site.drained, 1.0);
  }
  EXPECT_NEAR(wetted / 2000.0, 0.2, 0.03);  // 20 per mm on pieces of 10 µm
  EXPECT_NEAR(barrier / 2000.0, 2e-3, 1e-4);
  EXPECT_LT(deposition_sites(options, pieces, 3, 5e-6).front().drained, 1.0);
}

TEST(Contact, MapHasItsMean) {
  ContactOptions options;
  options.fraction = 0.3;
  std::vector<double> middles;
  for (int k = 0; k < 200; ++k) middles.push_back((k + 0.5) * 5e-6);
  std::vector<double> depths(middles.size(), 0.0);
  const auto map = contact_map(options, middles, depths, 0);
  double mean = 0.0;
  for (const double value : map) {
    mean += value / 200.0;
    EXPECT_GT(value, 0.0);
    EXPECT_LE(value, 1.0);
  }
  EXPECT_NEAR(mean, 0.3, 1e-9);
  EXPECT_EQ(map[0], map[3]) << "four strips of 5 um make a patch";
  EXPECT_NE(map, contact_map(options, middles, depths, 1));
  EXPECT_EQ(contact_map({}, middles, depths, 0), std::vector<double>(200, 1.0));
}

TEST(Contact, StrippingOpensAndPressureCloses) {
  ContactOptions options;
  options.evolve = true;
  const ContactLaw law = contact_law_of(options, 1e6);
  EXPECT_LT(law.after(0.8, -10.0, 600.0).fraction, law.after(0.8, 10.0, 600.0).fraction);
  for (const double step : {1.0, 1e3, 1e7}) {
    const auto after = law.after(0.5, -50.0, step);
    EXPECT_GT(after.fraction, 0.0);
    EXPECT_LE(after.fraction, 1.0);
    const double difference =
        (law.after(0.5, -50.0 + 1e-4, step).fraction - law.after(0.5, -50.0 - 1e-4, step).fraction) / 2e-4;
    EXPECT_NEAR(after.by_current_m2_A, difference, 1e-6 * std::abs(difference) + 1e-14);
  }
  EXPECT_EQ(contact_law_of({}, 1e6).after(0.7, -50.0, 1e6).fraction, 0.7);
}

TEST(TipToughness, CurrentWeakensTheTip) {
  FractureOptions options;
  const TipToughness strong = tip_toughness_of(options);
  EXPECT_NEAR(strong.energy_J_m2(164.4e9, false, 100.0), 6.08, 0.01);
  EXPECT_NEAR(strong.energy_J_m2(164.4e9, true, 0.0), 0.4 * 6.08, 0.01);
  options.toughness_floor_ratio = 0.06;
  const TipToughness weak = tip_toughness_of(options);
  EXPECT_NEAR(weak.energy_J_m2(164.4e9, false, 0.0), 6.08, 0.01);
  EXPECT_NEAR(weak.energy_J_m2(164.4e9, false, 1e3), 0.06 * 6.08, 0.001);
  EXPECT_NEAR(weak.energy_J_m2(164.4e9, false, -1e3), 6.08, 0.01) << "stripping does not weaken";
  EXPECT_EQ(weak.velocity(6.0, 6.08), 0.0);
}

}  // namespace
}  // namespace lauelith::models

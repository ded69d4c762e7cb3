// SPDX-License-Identifier: BSD-3-Clause
#include "forward/white_beam.h"

#include <gtest/gtest.h>

#include <boost/math/quadrature/exp_sinh.hpp>
#include <boost/math/special_functions/bessel.hpp>
#include <cmath>

namespace lauelith::forward {
namespace {

TEST(WhiteBeam, BendingMagnetIsTheIntegralOfTheBesselFunction) {
  boost::math::quadrature::exp_sinh<double> integrator;
  for (const double y : {0.01, 0.1, 0.417, 1.0, 2.0, 8.0}) {
    const double integral = integrator.integrate(
        [](double x) { return x > 700.0 ? 0.0 : boost::math::cyl_bessel_k(5.0 / 3.0, x); }, y,
        std::numeric_limits<double>::infinity());
    EXPECT_NEAR(bending_magnet_G1(y) / (y * integral), 1.0, 1e-7) << y;
  }
}

/// A spectrum per 0.1 % bandwidth is Φ_E = Φ/(1e-3 E): flat per 0.1 % means 1/E per keV.
TEST(WhiteBeam, PerBandwidthIsNotPerEnergy) {
  BeamOptions beam;
  const Spectrum magnet(beam);
  const double ratio = magnet.flux(20.0) / magnet.flux(6.0);
  EXPECT_NEAR(ratio, bending_magnet_G1(20.0 / 12.0) / bending_magnet_G1(0.5) * 6.0 / 20.0, 1e-4);
}

TEST(WhiteBeam, TotalIsTheIntegral) {
  BeamOptions beam;
  beam.spectrum = "flat";
  EXPECT_NEAR(Spectrum(beam).total(), 19.0 * Spectrum(beam).flux(10.0), 1e-9 * 19.0);
  const Spectrum tabulated({5.0, 10.0, 24.0}, {0.0, 2.0, 0.0}, beam);
  EXPECT_NEAR(tabulated.total(), 19.0, 1e-3);
  EXPECT_EQ(tabulated.flux(4.9), 0.0);
  EXPECT_EQ(tabulated.flux(24.1), 0.0);
}

}  // namespace
}  // namespace lauelith::forward

// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <vector>

#include "forward/grain_spots.h"

namespace lauelith::forward {

/// What an order scatters and how it is absorbed, at its energy.
struct OrderStrength {
  double scattered = 0.0;        ///< Φ_E·λ²·|F|²·efficiency of the camera
  double attenuation_1_m = 0.0;  ///< µ of the crystal with its pores
};

/// Strengths of the orders of one direction along the beam's path. From stretch to stretch the energies move
/// by some eV only: where there are many, values are taken once in the 10 eV that the energy is in. There the
/// tables of flux, µ, f′ and f″ are lines: |F|² is a parabola through three points, the rest lines between
/// two. The angle to the camera, on which the efficiency depends, is that of the first ray (1e-3 of the
/// efficiency per mrad). Pinned by: FrameSpots.ManyStretchesAreAsStrongAsFew.
class OrderStrengths {
 public:
  OrderStrengths(const LaueSetup& setup, const FrameSettings& settings)
      : setup_(setup), settings_(settings) {}

  void begin(std::size_t direction, bool reversed, std::size_t n_stretches);
  OrderStrength at(std::size_t order, double energy_keV, double panel_cosine);

 private:
  struct Cell {
    double begin_keV = 0.0;
    double end_keV = -1.0;            ///< below begin: not known yet
    std::array<double, 3> F_squared;  ///< begin, middle, end
    std::array<double, 2> flux;       ///< Φ_E·λ²·efficiency
    std::array<double, 2> attenuation_1_m;
  };
  double F_squared(std::size_t order, double energy_keV) const;
  double flux(double energy_keV, double panel_cosine) const;
  double attenuation_1_m(double energy_keV) const;
  void open(std::size_t order, double energy_keV, double panel_cosine);

  const LaueSetup& setup_;
  const FrameSettings& settings_;
  std::size_t direction_ = 0;
  bool reversed_ = false;
  bool is_joined_ = false;
  std::vector<Cell> cells_;
};

}  // namespace lauelith::forward

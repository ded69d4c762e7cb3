// SPDX-License-Identifier: BSD-3-Clause
#pragma once

namespace lauelith::inverse {

/// Widths of a line I(E), full widths at half maximum in eV.
struct LineWidths {
  double own_eV = 1.0;   ///< of the reflection: mosaic, strain
  double mixing = 0.0;   ///< share of the Lorentzian in it
  double band_eV = 1.6;  ///< of the monochromator, Gaussian
};

/// A pseudo-Voigt of width `own_eV` seen through a Gaussian band: per eV, area one,
///   η·(Lorentzian ⊗ Gaussian) + (1 − η)·(Gaussian ⊗ Gaussian),
/// the first a Voigt function by J. Humlíček's rational approximations of w(z) (J. Quant. Spectrosc. Radiat.
/// Transfer 27 (1982) 437; relative error 1e-4).
/// Pinned by: LineShape.IsTheConvolution.
double line_shape(double off_eV, const LineWidths& widths);

/// Full width at half maximum of the line as seen, by bisection.
double seen_width_eV(const LineWidths& widths);

}  // namespace lauelith::inverse

// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "src/crystal.h"
#include "src/maps_file.h"
#include "src/xmas_sequence.h"

namespace lauelith {

/// What a sequence file does not say.
struct XmasReading {
  double stage_unit_um = 1.0;     ///< of its stage positions
  double strain_unit = 1e-3;      ///< of its strains
  double sample_tilt_deg = 45.0;  ///< ω of our sample frame
};

/// Maps of a sequence, and what was assumed on the way.
struct XmasMaps {
  Maps maps;
  std::vector<std::string> notes;
};

/// Orientation: a*, b*, c* in XMAS's lab frame (taken as ours: y along the beam, z to the detector), scaled
/// to the unit that fits the crystal (1/Å, 1/nm, with or without 2π), a left-handed set turned by inversion;
/// R is the left polar factor against the unstrained cell. Strain: the sample columns in our order and axes
/// (the row "XMAS" of frame_conventions.h: rotated by 180° about y); crystal axes: Rᵀ e R. Their frames, the
/// unit of strain and of the stage are *unverified*; the notes say what was taken, and how far the strain of
/// a*, b*, c* agrees with the listed one. No error bars: NaN. A grain with fewer than 12 spots is doubtful.
///
/// Frames are images from the lowest to the highest number; one without a record is "missing", one whose
/// record is absurd (not finite, strain above 0.1, a*·a ≠ δ, a cell 5 % off) is "corrupt" with the reason;
/// more than 5 % of those, or image numbers over a span of a million, are an InputError. Pinned by XmasMaps.*
/// (tests/src/xmas_sequence_test.cc).
XmasMaps maps_of_xmas(const XmasSequence& sequence, const Crystal& crystal, const XmasReading& reading,
                      const std::string& file);

}  // namespace lauelith

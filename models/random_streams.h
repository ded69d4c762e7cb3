// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>

namespace lauelith::models {

/// One stream of random numbers for every purpose, so that a seed may be shared: changing the number of flaws
/// does not move a grain.
enum class RandomStream : std::uint32_t {
  grain_place = 1000,
  grain_size,
  grain_orientation,
  pore_place,
  flaw_place,
  flaw_shape,
  grain_strain,
  field_wave,
  field_amplitude,
  contact,
  deposition_site,
  nucleation,
};

constexpr std::uint32_t stream_of(RandomStream stream) { return static_cast<std::uint32_t>(stream); }

}  // namespace lauelith::models

// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstdint>

namespace lauelith {

using Sha256State = std::array<std::uint32_t, 8>;

/// Takes a block of 64 bytes into the state, step by step as FIPS 180-4 says. Pinned by: Sha256.*.
void sha256_by_definition(const std::uint8_t* block, Sha256State& state);

/// The same by the instructions that some x86 processors have for it (SHA256RNDS2, SHA256MSG1, SHA256MSG2),
/// ten times as fast; only where has_sha256_instructions(). Pinned by: Sha256.InstructionsDoAsTheDefinition.
void sha256_by_instructions(const std::uint8_t* block, Sha256State& state);
bool has_sha256_instructions();

}  // namespace lauelith

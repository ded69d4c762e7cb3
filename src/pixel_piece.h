// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <variant>

namespace lauelith {

/// Some pixels of a frame as they are stored, in the order of `Pixels` (frame.h).
using PixelPiece =
    std::variant<std::span<const std::uint8_t>, std::span<const std::uint16_t>,
                 std::span<const std::uint32_t>, std::span<const std::int32_t>, std::span<const float>>;
/// Takes the pieces of a frame, first to last.
using PixelSink = std::function<void(const PixelPiece&)>;

}  // namespace lauelith

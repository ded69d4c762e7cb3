// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace lauelith {

/// MD5 (RFC 1321): the checksum that CBF files carry. It detects damage, not malice.
std::array<std::uint8_t, 16> md5(std::span<const std::byte> bytes);

}  // namespace lauelith

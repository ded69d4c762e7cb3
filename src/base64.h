// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace lauelith {

/// Base64 with padding, without line breaks (RFC 4648).
std::string base64(std::span<const std::uint8_t> bytes);

}  // namespace lauelith

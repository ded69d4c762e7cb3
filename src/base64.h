// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lauelith {

/// Base64 with padding, without line breaks (RFC 4648).
std::string base64(std::span<const std::uint8_t> bytes);
/// Back again; nothing for a character or a length that base64 does not have.
std::optional<std::vector<std::byte>> from_base64(std::string_view text);

}  // namespace lauelith

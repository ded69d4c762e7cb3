// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lauelith {

/// Number of single-character insertions, deletions, substitutions and swaps of neighbours that turn one word
/// into the other, capitals ignored (optimal string alignment: no character is touched twice).
/// Pinned by tests/src/study_test.cc.
int edit_distance(std::string_view a, std::string_view b);

/// The known word closest to a misspelt one, if one is near enough to be worth offering (at most a third of
/// its letters wrong, but always at least two are forgiven); else empty.
std::string nearest_word(std::string_view word, const std::vector<std::string>& known);

/// `did you mean "x"?`, or a list of what is known when nothing is near.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& known);

}  // namespace lauelith

// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

namespace lauelith::house {

/// A text file of the repository, split into lines.
struct SourceFile {
  std::string path;    ///< from the root: "src/frame.h"
  std::string folder;  ///< its first part: "src"
  std::vector<std::string> lines;

  bool is_code() const;  ///< .h or .cc
};

/// Every code and build file of the house folders and of the root.
std::vector<SourceFile> source_files();

/// A function body and how long it is, opening to closing brace.
struct FunctionLength {
  std::string head;    ///< what stands before its brace, shortened
  int first_line = 0;  ///< counted from 1
  int n_lines = 0;
};

/// Finds functions by counting braces outside comments and texts; what is nested in a function (lambdas,
/// blocks) counts as part of it.
std::vector<FunctionLength> function_lengths(const std::string& code);

/// The code with comments, texts and characters blanked out; line breaks stay where they are.
std::string without_comments_and_texts(const std::string& code);

std::string joined(const std::vector<std::string>& lines);

}  // namespace lauelith::house

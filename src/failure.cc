// SPDX-License-Identifier: BSD-3-Clause
#include "src/failure.h"

namespace lauelith {

std::string sentence(const Complaint& complaint) {
  std::string text = complaint.file;
  const auto join = [&text](const std::string& separator, const std::string& part) {
    if (part.empty()) return;
    if (!text.empty()) text += separator;
    text += part;
  };
  join(": at ", complaint.where);
  if (!complaint.expected.empty()) join(": ", "expected " + complaint.expected);
  if (!complaint.found.empty()) join(complaint.expected.empty() ? ": " : ", ", "found " + complaint.found);
  join(": ", complaint.advice);
  return text;
}

}  // namespace lauelith

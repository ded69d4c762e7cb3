// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <stdexcept>
#include <string>

namespace lauelith {

/// Exit codes of the program.
enum class ExitCode {
  done = 0,
  usage = 2,          ///< command line or study file
  input = 3,          ///< input data
  nothing_found = 4,  ///< nothing above the threshold
  not_converged = 5,
  io = 6,           ///< disk full, permission
  limit = 7,        ///< memory or size limit
  interrupted = 75  ///< resumable
};

/// What a user needs to put a mistake right. Empty members are left out of the message.
struct Complaint {
  std::string file = {};   ///< file or option concerned
  std::string where = {};  ///< place in it: key, line and column, byte offset
  std::string expected = {};
  std::string found = {};
  std::string advice = {};  ///< what to do
};

/// "FILE: at WHERE: expected X, found Y: DO THIS"
std::string sentence(const Complaint& complaint);

/// A mistake of the user, of their data or of their machine. Our own mistakes are asserts; honest failures
/// (not indexed, not converged) are values in results.
class Failure : public std::runtime_error {
 public:
  Failure(ExitCode code, const Complaint& complaint) : std::runtime_error(sentence(complaint)), code_(code) {}
  ExitCode code() const { return code_; }

 private:
  ExitCode code_;
};

struct UsageError : Failure {
  explicit UsageError(const Complaint& complaint) : Failure(ExitCode::usage, complaint) {}
};
struct InputError : Failure {
  explicit InputError(const Complaint& complaint) : Failure(ExitCode::input, complaint) {}
};
struct FileSystemError : Failure {
  explicit FileSystemError(const Complaint& complaint) : Failure(ExitCode::io, complaint) {}
};
struct LimitError : Failure {
  explicit LimitError(const Complaint& complaint) : Failure(ExitCode::limit, complaint) {}
};

}  // namespace lauelith

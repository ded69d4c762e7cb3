// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "src/hdf5_handle.h"

namespace lauelith {

/// Access to a file of unknown origin: paths are followed link by link, so that nothing outside the file is
/// ever opened. Hard and soft links are followed (at most 32 soft ones); external and user-defined links are
/// an InputError. All functions take the lock of the library.
class Hdf5Input {
 public:
  explicit Hdf5Input(const std::string& path) : name_(path), file_(open_hdf5(path)) {}

  const std::string& name() const { return name_; }
  hid_t file() const { return file_.get(); }

  /// The same object by hard links alone; nothing if a component does not exist.
  std::optional<std::string> resolve(const std::string& path) const;
  /// A data set or group; a null handle if there is none of that path. External storage and virtual data sets
  /// are refused.
  Hdf5Handle dataset(const std::string& path) const;
  Hdf5Handle group(const std::string& path) const;

  /// Names in a group that begin with `prefix`, in the order of the alphabet; at most `max_names`.
  std::vector<std::string> names(const std::string& group, const std::string& prefix,
                                 std::size_t max_names) const;
  /// A short text attribute of an object; empty if there is none.
  std::string text_attribute(const std::string& object, const std::string& attribute) const;
  [[noreturn]] void refuse(const std::string& where, const std::string& expected, const std::string& found,
                           const std::string& advice = "") const;

 private:
  std::string name_;
  Hdf5Handle file_;
};

}  // namespace lauelith

// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <hdf5.h>

#include <filesystem>
#include <mutex>
#include <utility>

#include "src/failure.h"

namespace lauelith {

/// The HDF5 library of Debian is not thread-safe. Every group of calls into it holds this lock; it may be
/// taken again by the thread that has it. Handles take it themselves when they close.
std::unique_lock<std::recursive_mutex> hdf5_lock();

/// An open HDF5 object of any kind (file, group, data set, space, type, attribute, property list); closes
/// itself.
class Hdf5Handle {
 public:
  Hdf5Handle() = default;
  explicit Hdf5Handle(hid_t id) : id_(id) {}
  Hdf5Handle(Hdf5Handle&& other) noexcept : id_(std::exchange(other.id_, H5I_INVALID_HID)) {}
  Hdf5Handle& operator=(Hdf5Handle&& other) noexcept;
  Hdf5Handle(const Hdf5Handle&) = delete;
  Hdf5Handle& operator=(const Hdf5Handle&) = delete;
  ~Hdf5Handle() { close(); }

  hid_t get() const { return id_; }
  explicit operator bool() const { return id_ >= 0; }
  void close() noexcept;

 private:
  hid_t id_ = H5I_INVALID_HID;
};

/// Takes over what a call of the library returned. A failed call becomes an InputError made of `complaint`,
/// with the library's own reason as what was found (unless `complaint` names one).
Hdf5Handle hdf5_handle(hid_t id, const Complaint& complaint);
/// The same for calls that return a status or a count, which is passed on.
long long hdf5_checked(long long status, const Complaint& complaint);
/// The innermost reason the library gives for its last failure.
std::string hdf5_reason();

/// Opens a regular file for reading. The library's own error print is silenced and plug-ins are never loaded.
Hdf5Handle open_hdf5(const std::filesystem::path& path);
/// Creates a file that HDF5 1.8 can read. Overwrites: callers decide beforehand whether they may.
Hdf5Handle create_hdf5(const std::filesystem::path& path);

}  // namespace lauelith

// SPDX-License-Identifier: BSD-3-Clause
#include "src/hdf5_handle.h"

#include <unistd.h>

namespace lauelith {
namespace {

/// A damaged or hostile file must neither print nor make the library load code.
void tame_library() {
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  H5PLset_loading_state(0);
}

herr_t keep_first_reason(unsigned, const H5E_error2_t* error, void* reason) {
  auto& text = *static_cast<std::string*>(reason);
  if (text.empty() && error->desc != nullptr) text = error->desc;
  return 0;
}

Complaint with_reason(Complaint complaint) {
  if (complaint.found.empty()) complaint.found = hdf5_reason();
  return complaint;
}

}  // namespace

std::unique_lock<std::recursive_mutex> hdf5_lock() {
  static std::recursive_mutex mutex;  // one library per process, hence one lock
  return std::unique_lock(mutex);
}

Hdf5Handle& Hdf5Handle::operator=(Hdf5Handle&& other) noexcept {
  if (this == &other) return *this;
  close();
  id_ = std::exchange(other.id_, H5I_INVALID_HID);
  return *this;
}

void Hdf5Handle::close() noexcept {
  if (id_ < 0) return;
  const auto lock = hdf5_lock();
  H5Idec_ref(std::exchange(id_, H5I_INVALID_HID));
}

std::string hdf5_reason() {
  std::string reason;
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, keep_first_reason, &reason);
  return reason.empty() ? "an error of the HDF5 library" : "HDF5: " + reason;
}

Hdf5Handle hdf5_handle(hid_t id, const Complaint& complaint) {
  if (id < 0) throw InputError(with_reason(complaint));
  return Hdf5Handle(id);
}

long long hdf5_checked(long long status, const Complaint& complaint) {
  if (status < 0) throw InputError(with_reason(complaint));
  return status;
}

Hdf5Handle open_hdf5(const std::filesystem::path& path) {
  const auto lock = hdf5_lock();
  tame_library();
  Complaint complaint{path.string(), "", "an HDF5 file", "", "check that it is whole"};
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) {
    complaint.found = error ? error.message() : "something that is not a regular file";
    throw InputError(complaint);
  }
  if (access(path.c_str(), R_OK) != 0)
    throw FileSystemError(
        {path.string(), "", "a readable file", "no permission", "change its mode or owner"});
  // Tables are read some rows at a time: the chunk they lie in, up to a few MB, is unpacked once.
  constexpr std::size_t chunk_cache_bytes = 8388608;
  const Hdf5Handle access_list(H5Pcreate(H5P_FILE_ACCESS));
  H5Pset_cache(access_list.get(), 0, 521, chunk_cache_bytes, 0.75);
  return hdf5_handle(H5Fopen(path.c_str(), H5F_ACC_RDONLY, access_list.get()), complaint);
}

Hdf5Handle create_hdf5(const std::filesystem::path& path) {
  const auto lock = hdf5_lock();
  tame_library();
  const Hdf5Handle access_list(H5Pcreate(H5P_FILE_ACCESS));
  const Hdf5Handle create_list(H5Pcreate(H5P_FILE_CREATE));
  H5Pset_libver_bounds(access_list.get(), H5F_LIBVER_V18, H5F_LIBVER_V18);
  H5Pset_link_creation_order(create_list.get(), H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED);
  Hdf5Handle file(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, create_list.get(), access_list.get()));
  if (!file)
    throw FileSystemError(with_reason({path.string(), "", "a file that can be created", "",
                                       "check the folder, its permission and the space left"}));
  return file;
}

}  // namespace lauelith

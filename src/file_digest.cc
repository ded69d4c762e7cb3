// SPDX-License-Identifier: BSD-3-Clause
#include "src/file_digest.h"

#include <algorithm>
#include <functional>
#include <numeric>
#include <vector>

#include "src/hdf5_reader.h"
#include "src/sha256.h"

namespace lauelith {
namespace {

constexpr std::size_t most_members = 100000;
constexpr int deepest = 32;
constexpr std::size_t block_bytes = std::size_t{16} << 20;

struct Member {
  std::string place;
  H5L_type_t link = H5L_TYPE_HARD;
};

std::vector<std::string> names_in(hid_t group) {
  H5G_info_t info;
  if (H5Gget_info(group, &info) < 0 || info.nlinks > most_members) return {};
  std::vector<std::string> names;
  for (hsize_t i = 0; i < info.nlinks; ++i) {
    const auto n = H5Lget_name_by_idx(group, ".", H5_INDEX_NAME, H5_ITER_INC, i, nullptr, 0, H5P_DEFAULT);
    std::string name(n > 0 ? static_cast<std::size_t>(n) : 0, '\0');
    H5Lget_name_by_idx(group, ".", H5_INDEX_NAME, H5_ITER_INC, i, name.data(), name.size() + 1, H5P_DEFAULT);
    names.push_back(name);
  }
  return names;
}

/// Everything in the file, breadth first; a group that is its own ancestor ends at the depth limit.
std::vector<Member> members_of(const Hdf5Reader& reader) {
  std::vector<Member> members{{"/", H5L_TYPE_HARD}};
  for (std::size_t i = 0; i < members.size(); ++i) {
    const std::string place = members[i].place;
    if (members[i].link != H5L_TYPE_HARD) continue;
    const Hdf5Handle object(H5Oopen(reader.file(), place.c_str(), H5P_DEFAULT));
    if (H5Iget_type(object.get()) != H5I_GROUP) continue;
    if (std::count(place.begin(), place.end(), '/') > deepest || members.size() > most_members) {
      throw InputError({reader.path(), place, "at most 32 levels and 100000 members", "more", ""});
    }
    for (const auto& name : names_in(object.get())) {
      std::string child = place;
      child.append(place == "/" ? "" : "/").append(name);
      H5L_info_t info;
      if (child == "/provenance" || H5Lget_info(reader.file(), child.c_str(), &info, H5P_DEFAULT) < 0) continue;
      members.push_back({child, info.type});
    }
  }
  std::sort(members.begin(), members.end(), [](const auto& a, const auto& b) { return a.place < b.place; });
  return members;
}

/// The type as stored, in little-endian order.
Hdf5Handle portable_type(hid_t type, const std::string& path, const std::string& place) {
  const auto kind = H5Tget_class(type);
  const bool is_number = kind == H5T_INTEGER || kind == H5T_FLOAT;
  if (!is_number && (kind != H5T_STRING || H5Tis_variable_str(type) > 0)) {
    throw InputError({path, place, "numbers or text of fixed length", "another type", ""});
  }
  Hdf5Handle portable(H5Tcopy(type));
  if (is_number) H5Tset_order(portable.get(), H5T_ORDER_LE);
  return portable;
}

std::string type_text(hid_t type) {
  const auto kind = H5Tget_class(type);
  const bool is_signed = kind == H5T_INTEGER && H5Tget_sign(type) == H5T_SGN_2;
  return "type " + std::to_string(kind) + (is_signed ? " signed " : " ") + std::to_string(H5Tget_size(type));
}

std::string shape_text(const std::vector<std::size_t>& shape) {
  std::string text = "shape";
  for (const std::size_t n : shape) text += " " + std::to_string(n);
  return text + "\n";
}

std::size_t product(const std::vector<std::size_t>& shape, std::size_t first) {
  return std::accumulate(shape.begin() + static_cast<std::ptrdiff_t>(std::min(first, shape.size())), shape.end(),
                         std::size_t{1}, std::multiplies<>());
}

void add_attributes(hid_t object, const std::string& path, const std::string& place, Sha256& hash) {
  H5O_info_t info;
  H5Oget_info2(object, &info, H5O_INFO_NUM_ATTRS);
  for (hsize_t i = 0; i < info.num_attrs; ++i) {
    const Hdf5Handle attribute = hdf5_handle(
        H5Aopen_by_idx(object, ".", H5_INDEX_NAME, H5_ITER_INC, i, H5P_DEFAULT, H5P_DEFAULT), {path, place, "", "", ""});
    std::string name(static_cast<std::size_t>(H5Aget_name(attribute.get(), 0, nullptr)), '\0');
    H5Aget_name(attribute.get(), name.size() + 1, name.data());
    const Hdf5Handle stored(H5Aget_type(attribute.get()));
    const Hdf5Handle type = portable_type(stored.get(), path, place + "@" + name);
    const Hdf5Handle space(H5Aget_space(attribute.get()));
    const auto shape = extents_of(space.get());
    std::vector<char> bytes(product(shape, 0) * H5Tget_size(type.get()));
    hdf5_checked(H5Aread(attribute.get(), type.get(), bytes.data()), {path, place + "@" + name, "", "", ""});
    hash.add("@" + name + "\n" + type_text(type.get()) + shape_text(shape));
    hash.add(bytes.data(), bytes.size());
  }
}

/// Rows `begin` to `begin + n` along the first axis.
void add_rows(hid_t data, hid_t type, const std::vector<std::size_t>& shape, std::size_t begin, std::size_t n,
              const Complaint& complaint, Sha256& hash) {
  std::vector<hsize_t> start(shape.size(), 0);
  std::vector<hsize_t> count(shape.begin(), shape.end());
  start[0] = begin;
  count[0] = n;
  const Hdf5Handle file_space(H5Dget_space(data));
  H5Sselect_hyperslab(file_space.get(), H5S_SELECT_SET, start.data(), nullptr, count.data(), nullptr);
  const Hdf5Handle memory_space(H5Screate_simple(static_cast<int>(count.size()), count.data(), nullptr));
  std::vector<char> bytes(n * product(shape, 1) * H5Tget_size(type));
  hdf5_checked(H5Dread(data, type, memory_space.get(), file_space.get(), H5P_DEFAULT, bytes.data()), complaint);
  hash.add(bytes.data(), bytes.size());
}

void add_dataset(const Hdf5Reader& reader, const std::string& place, Sha256& hash) {
  const Hdf5Handle data = reader.dataset(place);
  const Hdf5Handle stored(H5Dget_type(data.get()));
  const Hdf5Handle type = portable_type(stored.get(), reader.path(), place);
  const Hdf5Handle space(H5Dget_space(data.get()));
  const auto shape = extents_of(space.get());
  const Complaint complaint{reader.path(), place, "readable data", "", "the file is damaged"};
  hash.add(type_text(type.get()) + shape_text(shape));
  if (shape.empty()) {
    std::vector<char> bytes(H5Tget_size(type.get()));
    hdf5_checked(H5Dread(data.get(), type.get(), H5S_ALL, H5S_ALL, H5P_DEFAULT, bytes.data()), complaint);
    hash.add(bytes.data(), bytes.size());
    return;
  }
  const std::size_t row_bytes = product(shape, 1) * H5Tget_size(type.get());
  const std::size_t rows_at_once = std::max<std::size_t>(1, block_bytes / std::max<std::size_t>(1, row_bytes));
  for (std::size_t row = 0; row < shape[0] && row_bytes > 0; row += rows_at_once) {
    add_rows(data.get(), type.get(), shape, row, std::min(rows_at_once, shape[0] - row), complaint, hash);
  }
}

}  // namespace

std::string digest_of_file(const std::string& path) {
  const auto lock = hdf5_lock();
  const Hdf5Reader reader(path);
  Sha256 hash;
  for (const Member& member : members_of(reader)) {
    hash.add(member.place + "\nlink " + std::to_string(member.link) + "\n");
    if (member.link != H5L_TYPE_HARD) continue;
    const Hdf5Handle object(H5Oopen(reader.file(), member.place.c_str(), H5P_DEFAULT));
    add_attributes(object.get(), path, member.place, hash);
    if (H5Iget_type(object.get()) == H5I_DATASET) add_dataset(reader, member.place, hash);
  }
  return hash.finish();
}

}  // namespace lauelith

// SPDX-License-Identifier: BSD-3-Clause
#include "src/hdf5_path.h"

#include <algorithm>
#include <deque>

#include "src/header_text.h"

namespace lauelith {
namespace {

constexpr int max_soft_links = 32;
constexpr std::size_t max_depth = 32;
constexpr std::size_t max_link_text = 4096;

std::deque<std::string> components_of(const std::string& path) {
  std::deque<std::string> parts;
  for (std::size_t at = 0; at < path.size();) {
    const std::size_t end = std::min(path.find('/', at), path.size());
    const std::string part = path.substr(at, end - at);
    if (!part.empty() && part != ".") parts.push_back(part);
    at = end + 1;
  }
  return parts;
}

std::string joined(const std::vector<std::string>& parts) {
  std::string path;
  for (const std::string& part : parts) path += "/" + part;
  return path.empty() ? "/" : path;
}

struct NameList {
  std::string prefix;
  std::size_t max_names = 0;
  std::vector<std::string> names;
};

herr_t keep_name(hid_t, const char* name, const H5L_info_t*, void* data) {
  auto& list = *static_cast<NameList*>(data);
  if (std::string_view(name).starts_with(list.prefix)) list.names.emplace_back(name);
  return list.names.size() >= list.max_names ? 1 : 0;
}

}  // namespace

void Hdf5Input::refuse(const std::string& where, const std::string& expected, const std::string& found,
                       const std::string& advice) const {
  throw InputError({name_, where, expected, found, advice});
}

std::optional<std::string> Hdf5Input::resolve(const std::string& path) const {
  const auto lock = hdf5_lock();
  std::deque<std::string> ahead = components_of(path);
  std::vector<std::string> behind;
  int n_soft = 0;
  while (!ahead.empty()) {
    const std::string next = ahead.front();
    ahead.pop_front();
    if (next == "..") {  // of a soft link; HDF5 itself knows no parent
      if (!behind.empty()) behind.pop_back();
      continue;
    }
    behind.push_back(next);
    if (behind.size() > max_depth) refuse(path, "at most 32 levels", "more");
    const std::string here = joined(behind);
    if (H5Lexists(file_.get(), here.c_str(), H5P_DEFAULT) <= 0) return std::nullopt;
    H5L_info_t info{};
    hdf5_checked(H5Lget_info(file_.get(), here.c_str(), &info, H5P_DEFAULT), {name_, here, "a link", "", ""});
    if (info.type == H5L_TYPE_HARD) continue;
    if (info.type != H5L_TYPE_SOFT)
      refuse(here, "data in this file", "a link to another file (external or user-defined)",
             "links out of a file are not followed: name the data files themselves");
    if (++n_soft > max_soft_links || info.u.val_size > max_link_text)
      refuse(path, "links that end", "a loop of soft links");
    std::string target(info.u.val_size, '\0');
    hdf5_checked(H5Lget_val(file_.get(), here.c_str(), target.data(), target.size(), H5P_DEFAULT),
                 {name_, here, "a soft link", "", ""});
    target.resize(std::min(target.find('\0'), target.size()));
    behind.pop_back();
    if (target.starts_with('/')) behind.clear();
    const auto parts = components_of(target);
    ahead.insert(ahead.begin(), parts.begin(), parts.end());
  }
  return joined(behind);
}

Hdf5Handle Hdf5Input::dataset(const std::string& path) const {
  const auto lock = hdf5_lock();
  const auto hard = resolve(path);
  if (!hard) return {};
  Hdf5Handle object(H5Oopen(file_.get(), hard->c_str(), H5P_DEFAULT));
  if (!object || H5Iget_type(object.get()) != H5I_DATASET) return {};
  const Hdf5Handle layout =
      hdf5_handle(H5Dget_create_plist(object.get()), {name_, path, "a data set", "", ""});
  if (H5Pget_layout(layout.get()) == H5D_VIRTUAL)
    refuse(path, "data in this file", "a virtual data set",
           "virtual data sets are not followed: name the files that hold the data");
  if (H5Pget_external_count(layout.get()) != 0) refuse(path, "data in this file", "external storage");
  return object;
}

Hdf5Handle Hdf5Input::group(const std::string& path) const {
  const auto lock = hdf5_lock();
  const auto hard = resolve(path);
  if (!hard) return {};
  Hdf5Handle object(H5Oopen(file_.get(), hard->c_str(), H5P_DEFAULT));
  if (!object || H5Iget_type(object.get()) != H5I_GROUP) return {};
  return object;
}

std::vector<std::string> Hdf5Input::names(const std::string& group_path, const std::string& prefix,
                                          std::size_t max_names) const {
  const auto lock = hdf5_lock();
  const Hdf5Handle folder = group(group_path);
  if (!folder) return {};
  NameList list{prefix, max_names, {}};
  hsize_t at = 0;
  hdf5_checked(H5Literate(folder.get(), H5_INDEX_NAME, H5_ITER_INC, &at, keep_name, &list),
               {name_, group_path, "a group", "", ""});
  std::sort(list.names.begin(), list.names.end());
  return list.names;
}

std::string Hdf5Input::text_attribute(const std::string& object_path,
                                      const std::string& attribute_name) const {
  const auto lock = hdf5_lock();
  const auto hard = resolve(object_path);
  if (!hard || H5Aexists_by_name(file_.get(), hard->c_str(), attribute_name.c_str(), H5P_DEFAULT) <= 0)
    return "";
  const Hdf5Handle attribute(
      H5Aopen_by_name(file_.get(), hard->c_str(), attribute_name.c_str(), H5P_DEFAULT, H5P_DEFAULT));
  const Hdf5Handle type(H5Aget_type(attribute.get()));
  const Hdf5Handle space(H5Aget_space(attribute.get()));
  if (!type || !space || H5Tget_class(type.get()) != H5T_STRING) return "";
  if (H5Sget_simple_extent_npoints(space.get()) != 1 || H5Aget_storage_size(attribute.get()) > max_link_text)
    return "";
  if (H5Tis_variable_str(type.get()) > 0) {
    char* text = nullptr;
    if (H5Aread(attribute.get(), type.get(), &text) < 0 || text == nullptr) return "";
    const std::string copy = clean_text(std::string_view(text).substr(0, max_link_text));
    H5free_memory(text);
    return copy;
  }
  std::string text(H5Tget_size(type.get()), '\0');
  if (text.size() > max_link_text || H5Aread(attribute.get(), type.get(), text.data()) < 0) return "";
  return clean_text(text);
}

}  // namespace lauelith

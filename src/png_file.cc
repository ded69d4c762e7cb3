// SPDX-License-Identifier: BSD-3-Clause
#include "src/png_file.h"

#include <png.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <stdexcept>

#include "src/failure.h"

namespace lauelith {

std::vector<std::uint8_t> png_bytes(const Picture& picture) {
  png_image header{};
  header.version = PNG_IMAGE_VERSION;
  header.width = static_cast<png_uint_32>(picture.width());
  header.height = static_cast<png_uint_32>(picture.height());
  header.format = PNG_FORMAT_RGB;
  png_alloc_size_t n_bytes = PNG_IMAGE_PNG_SIZE_MAX(header);
  std::vector<std::uint8_t> bytes(n_bytes);
  if (png_image_write_to_memory(&header, bytes.data(), &n_bytes, 0, picture.rgb().data(), 0, nullptr) == 0) {
    throw std::runtime_error(std::string("PNG encoder: ") + header.message);
  }
  bytes.resize(n_bytes);
  return bytes;
}

void write_png(const Picture& picture, const std::string& path) {
  const std::vector<std::uint8_t> bytes = png_bytes(picture);
  const std::string part = path + ".part";
  std::ofstream file(part, std::ios::binary);
  file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  file.close();
  if (file && std::rename(part.c_str(), path.c_str()) == 0) return;
  const std::string reason = std::strerror(errno);
  std::remove(part.c_str());
  throw FileSystemError({path, {}, "a place to write the picture", reason, {}});
}

}  // namespace lauelith

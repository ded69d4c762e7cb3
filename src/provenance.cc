// SPDX-License-Identifier: BSD-3-Clause
#include "src/provenance.h"

#include <hdf5.h>
#include <png.h>
#include <tiffio.h>
#include <toml++/toml.h>
#include <unistd.h>
#include <zlib.h>

#include <Eigen/Core>
#include <array>
#include <ctime>
#include <pugixml.hpp>

#include "src/version.h"

namespace lauelith {
namespace {

std::string dotted(int a, int b, int c) {
  std::string text = std::to_string(a);
  return text.append(".").append(std::to_string(b)).append(".").append(std::to_string(c));
}

std::string hdf5_version() {
  const auto lock = hdf5_lock();
  unsigned major = 0, minor = 0, release = 0;
  H5get_libversion(&major, &minor, &release);
  return dotted(static_cast<int>(major), static_cast<int>(minor), static_cast<int>(release));
}

std::map<std::string, std::string> library_versions() {
  return {{"compiler", __VERSION__},
          {"eigen", dotted(EIGEN_WORLD_VERSION, EIGEN_MAJOR_VERSION, EIGEN_MINOR_VERSION)},
          {"hdf5", hdf5_version()},
          {"libpng", png_get_libpng_ver(nullptr)},
          {"libtiff", std::to_string(TIFFLIB_VERSION)},
          {"pugixml", std::to_string(PUGIXML_VERSION)},
          {"tomlplusplus", dotted(TOML_LIB_MAJOR, TOML_LIB_MINOR, TOML_LIB_PATCH)},
          {"zlib", zlibVersion()}};
}

std::string host_name() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "unknown";
}

}  // namespace

std::string utc_now() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  ::gmtime_r(&now, &parts);
  std::array<char, 32> text{};
  std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text.data();
}

Provenance begun_provenance(const std::vector<std::string>& argv) {
  Provenance provenance;
  provenance.version = version();
  provenance.git_hash = git_hash();
  provenance.argv = argv;
  provenance.libraries = library_versions();
  provenance.host = host_name();
  provenance.start = utc_now();
  return provenance;
}

void write_provenance(Hdf5Writer& writer, const Provenance& provenance) {
  const std::string root = "/provenance";
  writer.group(root, "NXcollection");
  const auto text = [&](const std::string& name, const std::string& meaning, const std::string& value) {
    writer.text(root + "/" + name, {"1", meaning}, value);
  };
  text("program", "program that wrote this file", provenance.program);
  text("version", "its version", provenance.version);
  text("git_hash", "commit it was built from", provenance.git_hash);
  writer.texts(root + "/argv", {"1", "command line"}, provenance.argv);
  text("study", "resolved study text: every parameter with its value", provenance.study_text);
  writer.dataset(root + "/seeds", {"1", "seeds of the random streams"}, provenance.seeds, {provenance.seeds.size()});
  std::vector<std::string> libraries, inputs, hashes;
  std::vector<std::int64_t> sizes;
  for (const auto& [name, number] : provenance.libraries) libraries.push_back(name + " " + number);
  for (const auto& input : provenance.inputs) {
    inputs.push_back(input.name);
    sizes.push_back(static_cast<std::int64_t>(input.n_bytes));
    hashes.push_back((input.of_everything ? "sha256:" : "sha256 of head, middle, tail:") + input.sha256);
  }
  writer.texts(root + "/libraries", {"1", "libraries and their versions"}, libraries);
  writer.texts(root + "/input_name", {"1", "files that were read"}, inputs);
  writer.dataset(root + "/input_size", {"byte", "their sizes"}, sizes, {sizes.size()});
  writer.texts(root + "/input_hash", {"1", "SHA-256 of their content or of three samples of 64 KiB"}, hashes);
  text("host", "machine", provenance.host);
  text("start", "UTC time at which the run began", provenance.start);
  text("end", "UTC time at which this file was finished", provenance.end.empty() ? utc_now() : provenance.end);
}

}  // namespace lauelith

// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/insitu.h"

#include <dlfcn.h>
#include <mpi.h>

#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>

#include "solvers/insitu_plugin.h"
#include "solvers/mechanics.h"
#include "solvers/virtual_display.h"
#include "src/embedded.h"
#include "src/failure.h"
#include "src/safe_file.h"

namespace lauelith::solvers {
namespace {

namespace fs = std::filesystem;

class NoInsitu : public Insitu {
 public:
  bool is_watching() const override { return false; }
  void show(const ShownCells&, double, long, bool) override {}
};

/// The library that links ParaView.
class Plugin {
 public:
  explicit Plugin(const std::string& path) {
    // Global: Python's own modules look their symbols up in the process.
    void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_GLOBAL);
    if (library == nullptr) {
      const char* reason = dlerror();
      throw UsageError({"[insitu] backend = \"catalyst\"",
                        {},
                        path,
                        fs::exists(path) ? reason : "a build without ParaView",
                        "install Debian's paraview-dev, python3-paraview and xvfb and build again, or set "
                        "backend = \"none\""});
    }
    begin = reinterpret_cast<LauelithInsituBegin>(dlsym(library, "lauelith_insitu_begin"));
    show = reinterpret_cast<LauelithInsituShow>(dlsym(library, "lauelith_insitu_show"));
    end = reinterpret_cast<LauelithInsituEnd>(dlsym(library, "lauelith_insitu_end"));
  }
  LauelithInsituBegin begin;
  LauelithInsituShow show;
  LauelithInsituEnd end;
};

std::string plugin_path() {
  if (const char* given = std::getenv("LAUELITH_CATALYST"); given != nullptr) return given;
  return (fs::read_symlink("/proc/self/exe").parent_path() / "lauelith-catalyst.so").string();
}

/// Our script with its settings in front; strings as JSON writes them are Python's too.
std::string own_script(const InsituOptions& options, const fs::path& folder, const Point& low,
                       const Point& high) {
  using nlohmann::json;
  const auto flag = [](bool value) { return value ? "True" : "False"; };
  const json size{options.picture_width_px, options.picture_height_px};
  return "# script-version: 2.0\nFOLDER = " + json(folder.string()).dump() +
         "\nFIELD = " + json(options.field).dump() + "\nSIZE = " + size.dump() +
         "\nPICTURE = " + flag(options.picture) + "\nPROFILE = " + flag(options.profile) +
         "\nLOW = " + json{low[0], low[1], low[2]}.dump() +
         "\nHIGH = " + json{high[0], high[1], high[2]}.dump() + "\n" +
         std::string(embedded::content_of(embedded::insitu, "insitu_pipeline.py"));
}

class CatalystInsitu : public Insitu {
 public:
  CatalystInsitu(const InsituOptions& options, const Point& low, const Point& high)
      : options_(options), plugin_(plugin_path()) {
    const fs::path folder = fs::absolute(options.folder);
    fs::path script = options.script.empty() ? folder / "pipeline.py" : fs::absolute(options.script);
    if (mpi_rank() == 0) {
      fs::create_directories(folder);
      if (options.script.empty()) write_whole_file(script.string(), own_script(options, folder, low, high));
    }
    MPI_Barrier(MPI_COMM_WORLD);
    if (!fs::exists(script)) throw UsageError({"[insitu] script", {}, "a file", script.string(), {}});
    if (options.picture) display_.emplace();
    require(plugin_.begin(folder.c_str(), script.c_str()) != 0, "could not be loaded");
  }
  ~CatalystInsitu() override { plugin_.end(); }

  void show(const ShownCells& cells, double time, long step, bool is_last) override {
    std::vector<const char*> names;
    std::vector<const double*> values;
    for (std::size_t f = 0; f < cells.names.size(); ++f) {
      names.push_back(cells.names[f].c_str());
      values.push_back(cells.values[f].data());
    }
    const LauelithShownCells shown{cells.corners_per_cell, static_cast<long>(cells.n_cells()),
                                   cells.corners.data(),   static_cast<int>(names.size()),
                                   names.data(),           values.data()};
    require(plugin_.show(&shown, time, step, is_last ? 1 : 0) != 0, "stopped");
  }

 private:
  void require(bool condition, const std::string& what) const {
    if (condition) return;
    throw UsageError({"[insitu] script",
                      {},
                      "a script that ParaView's Python runs",
                      "one that " + what + " (Python's words are above)",
                      "fields are named as in the files of --vtu; see pipeline.py in " + options_.folder});
  }

  InsituOptions options_;
  Plugin plugin_;
  std::optional<VirtualDisplay> display_;
};

}  // namespace

std::unique_ptr<Insitu> make_insitu(const InsituOptions& options, const Point& low, const Point& high) {
  if (options.backend == "none") return std::make_unique<NoInsitu>();
  return std::make_unique<CatalystInsitu>(options, low, high);
}

}  // namespace lauelith::solvers

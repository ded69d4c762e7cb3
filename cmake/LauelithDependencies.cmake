# SPDX-License-Identifier: BSD-3-Clause
# Libraries of others, as packaged by Debian 12, each behind one target.
find_package(Threads REQUIRED)
find_package(MPI REQUIRED COMPONENTS C)
set(HDF5_PREFER_PARALLEL ON)  # the flavour deal.II links; it works without MPI_Init too
find_package(HDF5 REQUIRED COMPONENTS C)
find_package(Eigen3 3.4 REQUIRED NO_MODULE)
find_package(Boost 1.74 REQUIRED)
find_package(TIFF REQUIRED)
find_package(PNG REQUIRED)
find_package(ZLIB REQUIRED)
find_package(CLI11 2.1 REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(spdlog REQUIRED)
find_package(pugixml REQUIRED)

find_path(GEMMI_INCLUDE_DIR gemmi/symmetry.hpp REQUIRED)
find_path(TOMLPP_INCLUDE_DIR toml++/toml.h REQUIRED)
find_path(XRAYLIB_INCLUDE_DIR xraylib/xraylib.h REQUIRED)
find_library(XRAYLIB_LIBRARY xrl REQUIRED)
find_library(LZ4_LIBRARY lz4 REQUIRED)
find_path(XXHASH_INCLUDE_DIR xxhash.h REQUIRED)
find_path(VORO_INCLUDE_DIR voro++/voro++.hh REQUIRED)
find_library(VORO_LIBRARY voro++ REQUIRED)
find_library(DEFLATE_LIBRARY deflate REQUIRED)
find_path(MUPARSER_INCLUDE_DIR muParser.h REQUIRED)
find_library(MUPARSER_LIBRARY muparser REQUIRED)

add_library(lauelith_eigen INTERFACE)
target_link_libraries(lauelith_eigen INTERFACE Eigen3::Eigen)
target_compile_definitions(lauelith_eigen INTERFACE EIGEN_DONT_PARALLELIZE)

add_library(lauelith_hdf5 INTERFACE)
target_link_libraries(lauelith_hdf5 INTERFACE hdf5::hdf5 MPI::MPI_C)

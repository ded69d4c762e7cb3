# SPDX-License-Identifier: BSD-3-Clause
# deal.II behind one target. Its own deal_ii_setup_target adds -g (tenfold binaries), another language standard
# and another set of warnings; the BFD linker needs 20 s per link with its 200 libraries, gold 2 s.
find_package(MPI REQUIRED COMPONENTS C CXX)
find_package(deal.II 9.4 QUIET)
if(NOT deal.II_FOUND)
  message(FATAL_ERROR "deal.II 9.4 was not found (Debian: libdeal.ii-dev, see cmake/debian_packages.txt). "
    "Without it only the diffraction half can be built: configure with -D LAUELITH_WITH_FE=OFF")
endif()
include(${DEAL_II_TARGET_CONFIG})
find_path(MUMPS_INCLUDE_DIR dmumps_c.h REQUIRED)
find_library(MUMPS_LIBRARY dmumps REQUIRED)
find_library(METIS_LIBRARY metis REQUIRED)
find_path(GMSH_INCLUDE_DIR gmsh.h REQUIRED)
find_library(GMSH_LIBRARY gmsh REQUIRED)

add_library(lauelith_dealii INTERFACE)
target_include_directories(lauelith_dealii SYSTEM INTERFACE ${DEAL_II_INCLUDE_DIRS} ${MUMPS_INCLUDE_DIR})
target_compile_definitions(lauelith_dealii INTERFACE BOOST_NO_AUTO_PTR $<$<CONFIG:Debug>:DEBUG>)
target_link_libraries(lauelith_dealii INTERFACE
  $<IF:$<CONFIG:Debug>,${DEAL_II_TARGET_DEBUG},${DEAL_II_TARGET_RELEASE}>
  hdf5::hdf5 MPI::MPI_CXX ${MUMPS_LIBRARY} ${METIS_LIBRARY})
target_link_options(lauelith_dealii INTERFACE -fuse-ld=gold -Wl,--as-needed)

add_library(lauelith_gmsh INTERFACE)
target_include_directories(lauelith_gmsh SYSTEM INTERFACE ${GMSH_INCLUDE_DIR})
target_link_libraries(lauelith_gmsh INTERFACE ${GMSH_LIBRARY})
# Debian's Gmsh exports its Eigen, compiled without AVX. Were ours exported as well, the loader would give it ours,
# which expects another alignment, and it would crash at the first mesh.
target_link_options(lauelith_gmsh INTERFACE
  "LINKER:--version-script=${CMAKE_CURRENT_LIST_DIR}/hidden_symbols.map")
set_property(TARGET lauelith_gmsh PROPERTY INTERFACE_LINK_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/hidden_symbols.map)

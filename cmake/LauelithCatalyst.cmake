# SPDX-License-Identifier: BSD-3-Clause
# ParaView Catalyst, if it is there: LAUELITH_WITH_CATALYST = AUTO, ON (an error without it) or OFF. Debian's own
# ParaViewConfig asks for a dozen -dev packages that nothing here uses, so the few libraries are found by name.
# Target: ParaViewCatalyst.
set(LAUELITH_WITH_CATALYST "AUTO" CACHE STRING "Pictures while a simulation runs: AUTO, ON or OFF")
set_property(CACHE LAUELITH_WITH_CATALYST PROPERTY STRINGS AUTO ON OFF)
set(LAUELITH_HAS_CATALYST FALSE)
if(LAUELITH_WITH_CATALYST)
  set(_missing "")
  file(GLOB _folders /usr/include/paraview-5.*)
  find_path(PARAVIEW_INCLUDE_DIR vtkCPProcessor.h PATHS ${_folders})
  string(REGEX MATCH "5\\.[0-9]+" _version "${PARAVIEW_INCLUDE_DIR}")
  set(_libraries "")
  foreach(_name vtkPVCatalyst vtkPVPythonCatalyst vtkCommonDataModel vtkCommonCore vtksys)
    find_library(PARAVIEW_${_name} ${_name}-pv${_version})
    list(APPEND _libraries ${PARAVIEW_${_name}})
    if(NOT PARAVIEW_${_name})
      list(APPEND _missing ${_name})
    endif()
  endforeach()
  file(GLOB _modules /usr/lib/python3/dist-packages/paraview/simple.py)
  file(GLOB _python /usr/lib/*/libpython3.*.so.1.0)
  if(PARAVIEW_INCLUDE_DIR AND NOT _missing AND _modules AND _python)
    set(LAUELITH_HAS_CATALYST TRUE)
    add_library(ParaViewCatalyst INTERFACE)
    target_include_directories(ParaViewCatalyst SYSTEM INTERFACE ${PARAVIEW_INCLUDE_DIR})
    # ParaView's Python wrappers use libpython without saying so.
    target_link_libraries(ParaViewCatalyst INTERFACE
      ${_libraries} -Wl,--no-as-needed ${_python} -Wl,--as-needed)
  elseif(NOT LAUELITH_WITH_CATALYST STREQUAL "AUTO")
    message(FATAL_ERROR "LAUELITH_WITH_CATALYST is ON, but ParaView's Catalyst was not found: install Debian's "
      "paraview-dev and python3-paraview (cmake/debian_packages_insitu.txt)")
  endif()
endif()
message(STATUS "Pictures while a simulation runs (ParaView Catalyst): ${LAUELITH_HAS_CATALYST}")

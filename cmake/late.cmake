# late_library(PREFIX FILE_NAME): target late_PREFIX for a layer to link, of a
# library that few commands need (src/base/late.h). Its headers, and its file's
# name as definition FILE_NAME, by which the layer opens it at need; where that
# name cannot be told, or without MALMOI_LATE, the library itself.
option(MALMOI_LATE "Open libraries that one format needs when it is asked for" ON)
set(MALMOI_LATE_FILES "")

macro(late_library PREFIX FILE_NAME)
  add_library(late_${PREFIX} INTERFACE)
  set(SONAME "")
  if(MALMOI_LATE AND CMAKE_OBJDUMP AND CMAKE_SYSTEM_NAME STREQUAL "Linux")
    list(GET ${PREFIX}_LINK_LIBRARIES 0 LATE_FILE)
    execute_process(COMMAND ${CMAKE_OBJDUMP} -p ${LATE_FILE}
      OUTPUT_VARIABLE LATE_TEXT ERROR_QUIET)
    if(LATE_TEXT MATCHES "SONAME +([^ \r\n]+)")
      set(SONAME ${CMAKE_MATCH_1})
    endif()
  endif()
  if(SONAME)
    target_include_directories(late_${PREFIX} SYSTEM INTERFACE ${${PREFIX}_INCLUDE_DIRS})
    target_compile_definitions(late_${PREFIX} INTERFACE ${FILE_NAME}="${SONAME}")
    target_link_libraries(late_${PREFIX} INTERFACE ${CMAKE_DL_LIBS})
    list(APPEND MALMOI_LATE_FILES ${SONAME})
  else()
    target_link_libraries(late_${PREFIX} INTERFACE PkgConfig::${PREFIX})
  endif()
endmacro()

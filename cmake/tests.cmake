# tests/unit/LAYER-NAME.c is a cmocka program that links layer LAYER and what
# stands below it. Tests run in the source folder, so that paths are plain.
pkg_check_modules(CMOCKA REQUIRED IMPORTED_TARGET cmocka)

file(GLOB UNIT_TESTS CONFIGURE_DEPENDS tests/unit/*.c)
foreach(FILE IN LISTS UNIT_TESTS)
  get_filename_component(NAME ${FILE} NAME_WE)
  string(REGEX REPLACE "-.*" "" LAYER ${NAME})
  if(NOT TARGET mm_${LAYER})
    continue() # its libraries are not installed
  endif()
  add_executable(test-${NAME} EXCLUDE_FROM_ALL ${FILE})
  if(LAYER MATCHES "^(match|job|server)$")
    target_sources(test-${NAME} PRIVATE $<TARGET_OBJECTS:mm_noindex>)
  endif()
  target_link_libraries(test-${NAME} PRIVATE mm_${LAYER} PkgConfig::CMOCKA)
  if(LAYER STREQUAL formats) # its tests make their own ZIP files
    target_link_libraries(test-${NAME} PRIVATE PkgConfig::LIBZIP)
  endif()
  target_include_directories(test-${NAME} PRIVATE tests)
  add_test(NAME ${NAME} COMMAND test-${NAME} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  list(APPEND UNIT_TARGETS test-${NAME})
endforeach()
add_custom_target(unit-tests DEPENDS ${UNIT_TARGETS})

# tests/*.sh are checks of the tree and of the built program.
file(GLOB SCRIPT_TESTS CONFIGURE_DEPENDS tests/*.sh)
foreach(FILE IN LISTS SCRIPT_TESTS)
  get_filename_component(NAME ${FILE} NAME_WE)
  add_test(NAME ${NAME} COMMAND ${FILE} $<TARGET_FILE:malmoi>
           WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  set_tests_properties(${NAME} PROPERTIES SKIP_RETURN_CODE 77)
endforeach()

# tests/clients/*.sh talk to real CAT programs; each is skipped, aloud, when its
# program is absent.
file(GLOB CLIENT_TESTS CONFIGURE_DEPENDS tests/clients/*.sh)
list(FILTER CLIENT_TESTS EXCLUDE REGEX "/lib\\.sh$")
foreach(FILE IN LISTS CLIENT_TESTS)
  get_filename_component(NAME ${FILE} NAME_WE)
  add_test(NAME client-${NAME} COMMAND ${FILE} $<TARGET_FILE:malmoi>
           WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  set_tests_properties(client-${NAME} PROPERTIES SKIP_RETURN_CODE 77
                       TIMEOUT 300)
endforeach()

# The fuzz targets replay their corpus; with MALMOI_FUZZ (script/fuzz) they are
# libFuzzer's.
option(MALMOI_FUZZ "Build the fuzz targets with libFuzzer" OFF)
if(MALMOI_FUZZ)
  add_executable(fuzz-formats EXCLUDE_FROM_ALL tests/fuzz/formats.c)
  target_link_libraries(fuzz-formats PRIVATE mm_formats)
  target_link_options(fuzz-formats PRIVATE -fsanitize=fuzzer)
else()
  add_executable(fuzz-replay EXCLUDE_FROM_ALL tests/fuzz/formats.c
                 tests/fuzz/standalone.c)
  target_link_libraries(fuzz-replay PRIVATE mm_formats)
  add_test(NAME fuzz-replay COMMAND fuzz-replay tests/fuzz/corpus 250
           WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  add_dependencies(unit-tests fuzz-replay)
endif()

# The index of the shipped glossaries is made while building, by a program over
# the same code that reads it, and compiled in: mm_index. Programs that link
# layers alone (tests, and that very program) take mm_noindex.
add_library(mm_noindex OBJECT cmake/no-term-index.c)
target_include_directories(mm_noindex PRIVATE include src)

add_executable(make-term-index cmake/make-term-index.c $<TARGET_OBJECTS:mm_noindex>)
target_link_libraries(make-term-index PRIVATE mm_match)

set(TERM_INDEX ${CMAKE_BINARY_DIR}/generated/terms.index)
add_custom_command(OUTPUT ${TERM_INDEX} COMMAND make-term-index ${TERM_INDEX}
  DEPENDS make-term-index COMMENT "Indexing the glossaries" VERBATIM)

if(APPLE)
  set(UNDERSCORE "_")
  set(SECTION ".const_data")
else()
  set(UNDERSCORE "")
  set(SECTION ".section .rodata")
endif()
file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/generated/term-index.S CONTENT
"@SECTION@
.balign 16
.globl @UNDERSCORE@mm_term_index_start
@UNDERSCORE@mm_term_index_start:
.incbin \"@TERM_INDEX@\"
.globl @UNDERSCORE@mm_term_index_stop
@UNDERSCORE@mm_term_index_stop:
.byte 0
" @ONLY)
if(NOT APPLE)
  file(APPEND ${CMAKE_BINARY_DIR}/generated/term-index.S
    ".section .note.GNU-stack,\"\",%progbits\n")
endif()
set_source_files_properties(${CMAKE_BINARY_DIR}/generated/term-index.S
  PROPERTIES OBJECT_DEPENDS ${TERM_INDEX})
add_library(mm_index OBJECT ${CMAKE_BINARY_DIR}/generated/term-index.S
  cmake/built-term-index.c)
target_include_directories(mm_index PRIVATE include src)

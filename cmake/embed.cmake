# Compiles the tables of data/ and glossaries/ into the program: their bytes by
# .incbin, with a list sorted by name (src/base/tables.h). embed_tables(OUT)
# puts the two made sources into OUT.
function(embed_tables OUT)
  file(GLOB FILES CONFIGURE_DEPENDS RELATIVE ${CMAKE_SOURCE_DIR}
       data/*.tsv glossaries/*.tsv)
  set(NAMES "")
  foreach(FILE IN LISTS FILES)
    string(REGEX REPLACE "^data/" "" NAME ${FILE})
    list(APPEND NAMES "${NAME}")
  endforeach()
  make_hanja_table(HANJA)
  if(HANJA)
    list(APPEND NAMES hanja.tsv)
  endif()
  list(SORT NAMES)

  if(APPLE)
    set(UNDERSCORE "_")
    set(SECTION ".const_data")
  else()
    set(UNDERSCORE "")
    set(SECTION ".section .rodata")
  endif()
  set(ASM "${SECTION}\n")
  set(EXTERNS "")
  set(ROWS "")
  set(DEPENDS "")
  set(I 0)
  foreach(NAME IN LISTS NAMES)
    set(PATH ${CMAKE_SOURCE_DIR}/data/${NAME})
    if(NAME MATCHES "^glossaries/")
      set(PATH ${CMAKE_SOURCE_DIR}/${NAME})
    elseif(NAME STREQUAL "hanja.tsv")
      set(PATH ${HANJA})
    endif()
    list(APPEND DEPENDS ${PATH})
    string(APPEND ASM
      ".globl ${UNDERSCORE}mm_table_${I}\n${UNDERSCORE}mm_table_${I}:\n"
      ".incbin \"${PATH}\"\n"
      ".globl ${UNDERSCORE}mm_table_${I}_end\n${UNDERSCORE}mm_table_${I}_end:\n.byte 0\n")
    string(APPEND EXTERNS "extern const char mm_table_${I}[], mm_table_${I}_end[];\n")
    string(APPEND ROWS "    { \"${NAME}\", mm_table_${I}, mm_table_${I}_end },\n")
    math(EXPR I "${I} + 1")
  endforeach()
  if(NOT APPLE)
    string(APPEND ASM ".section .note.GNU-stack,\"\",%progbits\n")
  endif()

  set(DIR ${CMAKE_BINARY_DIR}/generated)
  file(CONFIGURE OUTPUT ${DIR}/embedded.S CONTENT "${ASM}" @ONLY)
  file(CONFIGURE OUTPUT ${DIR}/embedded.c CONTENT
"/* Made by cmake/embed.cmake. */
#include \"base/tables.h\"

${EXTERNS}
const struct mm_embedded_file mm_embedded[] = {
${ROWS}    { 0 }
};
" @ONLY)
  set_source_files_properties(${DIR}/embedded.S PROPERTIES OBJECT_DEPENDS "${DEPENDS}")
  set(${OUT} ${DIR}/embedded.S ${DIR}/embedded.c PARENT_SCOPE)
endfunction()

# embed_text(OUT NAME FILE): a text compiled in as `const char NAME[]`, which
# ends in NUL; the made source goes into OUT.
function(embed_text OUT NAME FILE)
  set(PATH ${CMAKE_SOURCE_DIR}/${FILE})
  if(APPLE)
    set(UNDERSCORE "_")
    set(HEAD ".const_data\n")
    set(FOOT "")
  else()
    set(UNDERSCORE "")
    set(HEAD ".section .rodata\n")
    set(FOOT ".section .note.GNU-stack,\"\",%progbits\n")
  endif()
  set(MADE ${CMAKE_BINARY_DIR}/generated/${NAME}.S)
  file(CONFIGURE OUTPUT ${MADE} CONTENT
"${HEAD}.globl ${UNDERSCORE}${NAME}\n${UNDERSCORE}${NAME}:
.incbin \"${PATH}\"\n.byte 0\n${FOOT}" @ONLY)
  set_source_files_properties(${MADE} PROPERTIES OBJECT_DEPENDS ${PATH})
  set(${OUT} ${MADE} PARENT_SCOPE)
endfunction()

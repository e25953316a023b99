# Hanja readings: the kHangul field of Unihan_Readings (package unicode-data),
# as "character<TAB>readings", those of the schools' characters first. The file
# is made at build time and not kept: it follows Unicode. Without Unihan Hanja
# are not read, and that is said.
function(make_hanja_table OUT)
  set(${OUT} "" PARENT_SCOPE)
  find_file(UNIHAN_READINGS NAMES Unihan_Readings.txt Unihan_Readings.txt.bz2
            PATHS /usr/share/unicode /usr/share/unicode/ucd /usr/share/unicode-data
            DOC "Unihan_Readings.txt of the Unicode Character Database")
  find_program(BZCAT bzcat)
  if(NOT UNIHAN_READINGS OR (UNIHAN_READINGS MATCHES "\\.bz2$" AND NOT BZCAT))
    message(WARNING "no Unihan_Readings.txt: Hanja will not be read (install unicode-data and bzip2)")
    return()
  endif()
  file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/generated)
  set(MADE ${CMAKE_BINARY_DIR}/generated/hanja.tsv)
  set(${OUT} ${MADE} PARENT_SCOPE)
  if(EXISTS ${MADE} AND NOT ${UNIHAN_READINGS} IS_NEWER_THAN ${MADE}
     AND NOT ${CMAKE_CURRENT_FUNCTION_LIST_FILE} IS_NEWER_THAN ${MADE})
    return()
  endif()
  if(UNIHAN_READINGS MATCHES "\\.bz2$")
    execute_process(COMMAND ${BZCAT} ${UNIHAN_READINGS}
                    OUTPUT_FILE ${MADE}.in COMMAND_ERROR_IS_FATAL ANY)
  else()
    file(COPY_FILE ${UNIHAN_READINGS} ${MADE}.in)
  endif()
  # Lines: "U+5317<TAB>kHangul<TAB>배:0N 북:0E".
  execute_process(
    COMMAND ${CMAKE_COMMAND} -E env LC_ALL=C awk -f ${CMAKE_SOURCE_DIR}/cmake/hanja.awk ${MADE}.in
    OUTPUT_FILE ${MADE} COMMAND_ERROR_IS_FATAL ANY)
  file(REMOVE ${MADE}.in)
endfunction()

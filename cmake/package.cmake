# What is installed besides programs, library and headers, and the .deb of it
# all: script/package makes and tries it.
if(TARGET malmoi-serve)
  install(TARGETS malmoi-serve DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/malmoi)
  configure_file(packaging/malmoi.service.in malmoi.service @ONLY)
  install(FILES ${CMAKE_BINARY_DIR}/malmoi.service
    DESTINATION lib/systemd/system)
endif()

# The man page and the completions are what the program prints.
set(PRINTED "")
foreach(SHELL bash zsh fish)
  add_custom_command(OUTPUT malmoi.${SHELL}
    COMMAND malmoi completion ${SHELL} > malmoi.${SHELL}
    DEPENDS malmoi VERBATIM)
  list(APPEND PRINTED malmoi.${SHELL})
endforeach()
find_program(SCDOC scdoc)
if(SCDOC)
  add_custom_command(OUTPUT malmoi.1
    COMMAND ${CMAKE_SOURCE_DIR}/packaging/man.sh $<TARGET_FILE:malmoi> > malmoi.1.scd
    COMMAND ${SCDOC} < malmoi.1.scd > malmoi.1
    DEPENDS malmoi packaging/man.sh VERBATIM)
  list(APPEND PRINTED malmoi.1)
  install(FILES ${CMAKE_BINARY_DIR}/malmoi.1
    DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
endif()
if(MALMOI_SANITIZE) # made for tests, never installed
  add_custom_target(printed DEPENDS ${PRINTED})
else()
  add_custom_target(printed ALL DEPENDS ${PRINTED})
endif()
install(FILES ${CMAKE_BINARY_DIR}/malmoi.bash RENAME malmoi
  DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES ${CMAKE_BINARY_DIR}/malmoi.zsh RENAME _malmoi
  DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)
install(FILES ${CMAKE_BINARY_DIR}/malmoi.fish
  DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)

install(FILES packaging/copyright LICENSE README.md data/README.md
  DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY data/samples DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES docs/openapi.json DESTINATION ${CMAKE_INSTALL_DOCDIR})

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME malmoi)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_CONTACT "malmoi maintainers <maintainers@malmoi.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "translation memories and glossaries from bilingual documents")
set(CPACK_PACKAGE_DESCRIPTION
"malmoi (말모이) aligns documents with their translations, finds the terms in
them, and looks both up: at the shell, in a page of the browser, and from CAT
tools. Korean and English are the first pair and the best served.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION text)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# Libraries that are opened late are in no program's list: by the same table
# that dpkg-shlibdeps reads (libzip 4 libzip4 (>= 1.7.3)).
foreach(FILE IN LISTS MALMOI_LATE_FILES)
  string(REGEX REPLACE "^(.+)\\.so\\.(.+)$" "\\1" STEM ${FILE})
  string(REGEX REPLACE "^(.+)\\.so\\.(.+)$" "\\1 \\2 " NAME ${FILE})
  file(GLOB SHLIBS /var/lib/dpkg/info/${STEM}*.shlibs)
  foreach(LIST IN LISTS SHLIBS)
    file(STRINGS ${LIST} ROWS REGEX "^${NAME}")
    foreach(ROW IN LISTS ROWS)
      string(REPLACE "${NAME}" "" NEEDED "${ROW}")
      list(APPEND CPACK_DEBIAN_PACKAGE_DEPENDS "${NEEDED}")
    endforeach()
  endforeach()
endforeach()
list(REMOVE_DUPLICATES CPACK_DEBIAN_PACKAGE_DEPENDS)
list(JOIN CPACK_DEBIAN_PACKAGE_DEPENDS ", " CPACK_DEBIAN_PACKAGE_DEPENDS)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
include(CPack)

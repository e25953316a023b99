# po/LANG.po become catalogs beside the program (locale/LANG/LC_MESSAGES), where
# it finds them before it is installed, and are installed with it.
find_program(MSGFMT msgfmt)
file(GLOB CATALOGS CONFIGURE_DEPENDS po/*.po)
if(MSGFMT)
  foreach(PO IN LISTS CATALOGS)
    get_filename_component(LANGUAGE ${PO} NAME_WE)
    set(FOLDER ${CMAKE_BINARY_DIR}/locale/${LANGUAGE}/LC_MESSAGES)
    add_custom_command(OUTPUT ${FOLDER}/malmoi.mo
      COMMAND ${CMAKE_COMMAND} -E make_directory ${FOLDER}
      COMMAND ${MSGFMT} --check -o ${FOLDER}/malmoi.mo ${PO}
      DEPENDS ${PO} VERBATIM)
    list(APPEND MESSAGES ${FOLDER}/malmoi.mo)
    install(FILES ${FOLDER}/malmoi.mo
      DESTINATION ${CMAKE_INSTALL_LOCALEDIR}/${LANGUAGE}/LC_MESSAGES)
  endforeach()
  add_custom_target(messages ALL DEPENDS ${MESSAGES})
  add_dependencies(malmoi messages)
else()
  message(STATUS "msgfmt is not here: messages in English alone")
endif()

# malmoi_layer(NAME LAYERS below... LINKS libraries... SOURCES more...)
# One static library a folder of src/, for tests to link just what they test;
# libmalmoi and the program are made of all of them.
set(MALMOI_LAYERS "")

macro(malmoi_layer NAME)
  cmake_parse_arguments(L "" "" "LAYERS;LINKS;SOURCES" ${ARGN})
  file(GLOB_RECURSE L_FILES CONFIGURE_DEPENDS src/${NAME}/*.c)
  add_library(mm_${NAME} STATIC ${L_FILES} ${L_SOURCES})
  target_include_directories(mm_${NAME} PUBLIC include src)
  list(TRANSFORM L_LAYERS PREPEND mm_)
  target_link_libraries(mm_${NAME} PUBLIC ${L_LAYERS} ${L_LINKS})
  set_target_properties(mm_${NAME} PROPERTIES LINKER_LANGUAGE C
    MALMOI_LINKS "${L_LINKS}")
  list(APPEND MALMOI_LAYERS mm_${NAME})
endmacro()

# malmoi-serve, which `malmoi serve` runs: over the public headers alone. Left
# out, with a word, where its libraries are not installed.
pkg_check_modules(MICROHTTPD IMPORTED_TARGET libmicrohttpd)
pkg_check_modules(SODIUM IMPORTED_TARGET libsodium)

if(MICROHTTPD_FOUND AND SODIUM_FOUND)
  embed_text(PAGE_HTML mm_page_html src/server/page/page.html)
  embed_text(PAGE_CSS mm_page_css src/server/page/page.css)
  embed_text(PAGE_JS mm_page_js src/server/page/page.js)
  embed_text(PAGE_SVG mm_page_svg src/server/page/malmoi.svg)
  embed_text(PAGE_WORDS mm_page_words src/server/page/words.tsv)
  embed_text(OPENAPI mm_openapi_json docs/openapi.json)
  file(GLOB SERVER_SOURCES CONFIGURE_DEPENDS src/server/*.c)
  list(FILTER SERVER_SOURCES EXCLUDE REGEX "/main\\.c$")
  add_library(mm_server STATIC ${SERVER_SOURCES} ${PAGE_HTML} ${PAGE_CSS}
    ${PAGE_JS} ${PAGE_SVG} ${PAGE_WORDS} ${OPENAPI})
  target_include_directories(mm_server PUBLIC src)
  target_link_libraries(mm_server PUBLIC mm_job PkgConfig::MICROHTTPD
    PkgConfig::SODIUM PkgConfig::JANSSON Threads::Threads)
  set_target_properties(mm_server PROPERTIES LINKER_LANGUAGE C)
  add_executable(malmoi-serve src/server/main.c $<TARGET_OBJECTS:mm_index>)
  target_link_libraries(malmoi-serve PRIVATE mm_server)
else()
  message(STATUS "malmoi-serve is left out: libmicrohttpd-dev and "
                 "libsodium-dev are not both installed")
endif()

target_compile_definitions(malmoi PRIVATE
  MALMOI_LIBEXECDIR="${CMAKE_INSTALL_FULL_LIBEXECDIR}/malmoi")

# `malmoi shell` edits its lines with libedit where that is installed.
pkg_check_modules(LIBEDIT IMPORTED_TARGET libedit)
if(LIBEDIT_FOUND)
  target_compile_definitions(malmoi PRIVATE MALMOI_LIBEDIT)
  target_link_libraries(malmoi PRIVATE PkgConfig::LIBEDIT)
endif()

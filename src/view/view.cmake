# Sets view_sources: of `rheobase view` and `run --live`, with the server and its page where there are Boost's headers,
# Node.js and the page's packages (npm ci in platforms/wasm/page). RHEOBASE_VIEW says whether.
set(view_page ${PROJECT_SOURCE_DIR}/platforms/wasm/page)
find_path(RHEOBASE_BEAST boost/beast/websocket.hpp)
find_program(RHEOBASE_NODE node)
set(RHEOBASE_VIEW OFF)
if(RHEOBASE_BEAST AND RHEOBASE_NODE AND EXISTS ${view_page}/node_modules/esbuild AND NOT CMAKE_CROSSCOMPILING)
  set(RHEOBASE_VIEW ON)
endif()
set(view_sources view/live.cpp view/pages.cpp)
if(NOT RHEOBASE_VIEW)
  list(APPEND view_sources view/missing.cpp)
  return()
endif()
file(GLOB view_page_files CONFIGURE_DEPENDS ${view_page}/*.js ${view_page}/*.html ${view_page}/*.css)
set(view_site ${CMAKE_CURRENT_BINARY_DIR}/view_site)
add_custom_command(OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/site_files.cpp
  COMMAND ${RHEOBASE_NODE} ${view_page}/site.mjs --site ${view_site}
  COMMAND ${CMAKE_COMMAND} -DFOLDER=${view_site} -DOUTPUT=${CMAKE_CURRENT_BINARY_DIR}/site_files.cpp
    -P ${CMAKE_CURRENT_SOURCE_DIR}/view/embed.cmake
  DEPENDS ${view_page_files} ${view_page}/site.mjs ${view_page}/package-lock.json view/embed.cmake
  COMMENT "Bundling the page of rheobase view")
list(APPEND view_sources view/server.cpp view/sessions.cpp ${CMAKE_CURRENT_BINARY_DIR}/site_files.cpp)

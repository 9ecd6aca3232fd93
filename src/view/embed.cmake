# Files as C++: cmake -DFOLDER=… -DOUTPUT=… -P embed.cmake. Defines site_files of view/pages.hpp.
set(types .html text/html .css text/css .js text/javascript .txt text/plain)
set(arrays "")
set(list "")
set(count 0)
file(GLOB names RELATIVE ${FOLDER} ${FOLDER}/*)
foreach(name ${names})
  file(READ ${FOLDER}/${name} bytes HEX)
  string(REGEX REPLACE "(..)" "0x\\1," bytes "${bytes}")
  get_filename_component(ending ${name} LAST_EXT)
  list(FIND types ${ending} at)
  math(EXPR at "${at} + 1")
  list(GET types ${at} type)
  string(APPEND arrays "const unsigned char file_${count}[] = {${bytes}};\n")
  string(APPEND list "    {\"${name}\", \"${type}\", file_${count}, sizeof file_${count}},\n")
  math(EXPR count "${count} + 1")
endforeach()
file(WRITE ${OUTPUT} "// Made by src/view/embed.cmake.
#include \"view/pages.hpp\"

namespace rheobase {
namespace {
${arrays}}  // namespace
const SiteFile site_files[] = {
${list}};
const std::size_t site_file_count = ${count};
}  // namespace rheobase
")

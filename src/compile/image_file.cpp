#include "compile/image_file.hpp"

#include <cctype>
#include <cstring>

#include "compile/atomic_file.hpp"
#include "compile/message.hpp"
#include "describe/memory_limit.hpp"
#include "image/format.hpp"
#include "rheobase/rheobase.h"

namespace rheobase {

Image read_image(InputFile& file, const std::string& path, const std::string& begin) {
  std::string bytes = begin + file.read(sizeof(image::Header) - begin.size());
  if (bytes.size() == sizeof(image::Header) && bytes.compare(0, image_begin.size(), image_begin) == 0) {
    image::Header header;
    std::memcpy(&header, bytes.data(), sizeof header);
    if (header.image_bytes > memory_limit()) fail(path, "says that it is larger than the memory of this machine");
    if (header.image_bytes > bytes.size()) bytes += file.read(header.image_bytes - bytes.size());
  }
  Image image(bytes.size());
  if (!bytes.empty()) std::memcpy(image.data(), bytes.data(), bytes.size());
  const rheo_status status = rheo_image_check(image.data(), image.size());
  if (status != RHEO_OK) fail(path, rheo_status_text(status));
  return image;
}

Image read_image(const std::string& path) {
  InputFile file(path, "an image");
  return read_image(file, path, "");
}

void write_image(const Image& image, const std::string& path) {
  AtomicFile file(path);
  file.write(image.data(), image.size());
  file.keep();
}

void write_c_array(const Image& image, const std::string& path, const std::string& symbol) {
  bool valid = !symbol.empty() && std::isdigit(static_cast<unsigned char>(symbol[0])) == 0;
  for (char c : symbol) valid = valid && (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_');
  if (!valid) fail(path, "'" + symbol + "' is not a C identifier");
  AtomicFile file(path);
  file.write(
      "/* A Rheobase network image, made by `rheobase compile --c-array`. Do not edit. */\n"
      "#include <stddef.h>\n\n"
      "#if defined(__cplusplus)\nextern \"C\" {\n#endif\n"
      "extern const size_t " +
      symbol +
      "_bytes;\n"
      "extern const unsigned char " +
      symbol +
      "[];\n"
      "const size_t " +
      symbol + "_bytes = " + std::to_string(image.size()) +
      "u;\n"
      "__attribute__((aligned(64))) const unsigned char " +
      symbol + "[" + std::to_string(image.size()) + "] = {\n");
  std::string line;
  for (std::size_t i = 0; i < image.size(); ++i) {
    line += std::to_string(std::to_integer<unsigned>(image.data()[i])) + ",";
    if (i % 24 == 23 || i + 1 == image.size()) {
      file.write(line + "\n");
      line.clear();
    }
  }
  file.write("};\n#if defined(__cplusplus)\n}\n#endif\n");
  file.keep();
}

}  // namespace rheobase

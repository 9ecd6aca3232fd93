// Images in files.
#include <cctype>
#include <cstdio>
#include <cstring>

#include "compile/atomic_file.hpp"
#include "compile/message.hpp"
#include "rheobase/compiler.hpp"
#include "rheobase/rheobase.h"

namespace rheobase {
Image read_image(const std::string& path) {
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"), std::fclose);
  if (!file) fail_errno(path);
  std::vector<unsigned char> bytes;
  unsigned char chunk[1 << 16];
  while (const std::size_t got = std::fread(chunk, 1, sizeof chunk, file.get())) {
    bytes.insert(bytes.end(), chunk, chunk + got);
  }
  if (std::ferror(file.get()) != 0) fail_errno(path);
  Image image(bytes.size());
  if (!bytes.empty()) std::memcpy(image.data(), bytes.data(), bytes.size());
  const rheo_status status = rheo_image_check(image.data(), image.size());
  if (status != RHEO_OK) fail(path, rheo_status_text(status));
  return image;
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

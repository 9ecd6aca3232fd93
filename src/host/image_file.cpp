#include "host/image_file.hpp"

#include <algorithm>
#include <cctype>
#include <cstring>
#include <map>
#include <set>
#include <utility>

#include "files/atomic_file.hpp"
#include "files/memory_limit.hpp"
#include "files/system.hpp"
#include "image/format.hpp"
#include "rheobase/rheobase.h"
#include "text/message.hpp"
#include "text/name_characters.hpp"

namespace rheobase {

namespace {

// Images from here on are mapped: what nobody asks for is never read, and all programs share one copy.
constexpr std::uint64_t mapped_from = std::uint64_t{2} << 20;

Image checked(Image image, const std::string& path) {
  const rheo_status status = rheo_image_check(image.data(), image.size());
  if (status != RHEO_OK) fail(path, rheo_status_text(status));
  return image;
}

}  // namespace

Image read_image(InputFile& file, const std::string& path, const std::string& begin) {
  std::string bytes = begin + file.read(sizeof(image::Header) - begin.size());
  if (bytes.size() == sizeof(image::Header) && bytes.compare(0, image_begin.size(), image_begin) == 0) {
    image::Header header;
    std::memcpy(&header, bytes.data(), sizeof header);
    if (header.image_bytes > memory_limit()) fail(path, "says that it is larger than the memory of this machine");
    if (header.image_bytes >= mapped_from) {
      const auto size = static_cast<std::size_t>(header.image_bytes);
      if (void* const memory = file.map(size)) return checked(Image(memory, size, system::unmap), path);
    }
    if (header.image_bytes > bytes.size()) bytes += file.read(header.image_bytes - bytes.size());
  }
  Image image(bytes.size());
  if (!bytes.empty()) std::memcpy(image.data(), bytes.data(), bytes.size());
  return checked(std::move(image), path);
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

namespace {

void check_symbol(const std::string& path, const std::string& symbol) {
  const bool valid =
      !symbol.empty() && begins_name(symbol[0]) && std::all_of(symbol.begin(), symbol.end(), continues_name);
  if (!valid) fail(path, "'" + symbol + "' is not a C identifier");
}

// "net image" -> "NET_IMAGE"
std::string macro_of(std::string name) {
  for (char& c : name) c = continues_name(c) ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : '_';
  return name;
}

}  // namespace

void write_c_header(const Image& image, const std::string& path, const std::string& symbol) {
  check_symbol(path, symbol);
  const ImageReport report = describe_image(image);
  const std::string macro = macro_of(symbol), guard = macro + "_RHEOBASE_IMAGE_H";
  // The engine keeps pointers in its memory: what narrow ones need is too little where they are wide.
  const std::string wide_pointers =
      sizeof(void*) > 4
          ? ""
          : "#if UINTPTR_MAX > 0xffffffffu\n#error \"" + macro +
                "_RAM_BYTES is for pointers of 32 bits: make this header on a machine of 64 bits\"\n#endif\n";
  std::string text =
      "/* What a firmware needs to know of a network image, made by `rheobase compile --c-header`. Do not edit. */\n"
      "#ifndef " +
      guard + "\n#define " + guard + "\n\n#include <stddef.h>\n#include <stdint.h>\n\n" + wide_pointers +
      "#if defined(__cplusplus)\nextern \"C\" {\n#endif\n"
      "extern const size_t " +
      symbol + "_bytes;\nextern const unsigned char " + symbol + "[];\n#if defined(__cplusplus)\n}\n#endif\n\n";
  std::set<std::string> names;
  const auto define = [&](const std::string& name, const std::string& value, const std::string& comment) {
    // Names that differ only in what a macro's name cannot hold would be one.
    if (!names.insert(name).second)
      fail(path, "two parts of the network would both be " + name + "; rename a population");
    text += "#define " + name + " " + value + (comment.empty() ? "" : " /* " + comment + " */") + "\n";
  };
  define(macro + "_BYTES", std::to_string(report.flash_bytes) + "u", "of the image");
  define(macro + "_RAM_BYTES", std::to_string(report.ram_bytes) + "u",
         "rheo_engine_size of one thread; where pointers are narrower, less would do");
  define(macro + "_DT_MS", number_text(report.dt_ms), "of one step");
  define(macro + "_POPULATIONS", std::to_string(report.populations.size()) + "u", "");
  for (std::size_t i = 0; i < report.populations.size(); ++i) {
    const std::string population = macro + "_POPULATION_" + macro_of(report.populations[i].name);
    define(population, std::to_string(i) + "u", "its number");
    define(population + "_SIZE", std::to_string(report.populations[i].size) + "u", "neurons");
  }
  define(macro + "_PROJECTIONS", std::to_string(report.projections.size()) + "u", "");
  std::map<std::string, unsigned> between;  // how often a pair of populations was met
  for (std::size_t i = 0; i < report.projections.size(); ++i) {
    const ProjectionReport& p = report.projections[i];
    const std::string projection = macro + "_PROJECTION_" + macro_of(p.source) + "_TO_" + macro_of(p.target);
    const unsigned nth = ++between[projection];
    define(nth == 1 ? projection : projection + "_" + std::to_string(nth), std::to_string(i) + "u", "its number");
  }
  AtomicFile file(path);
  file.write(text + "\n#endif\n");
  file.keep();
}

void write_c_array(const Image& image, const std::string& path, const std::string& symbol) {
  check_symbol(path, symbol);
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
      "#if defined(_MSC_VER)\n__declspec(align(64))\n#else\n__attribute__((aligned(64)))\n#endif\n"
      "const unsigned char " +
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

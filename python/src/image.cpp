// Images: bytes, report, files.
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <cstring>
#include <optional>
#include <string>

#include "module.hpp"
#include "observe/image_json.hpp"
#include "observe/text_output.hpp"
#include "rheobase/rheobase.h"
#include "text/message.hpp"

namespace rheobase {
namespace {

Image image_of(const nb::bytes& bytes) {
  Image image(bytes.size());
  std::memcpy(image.data(), bytes.c_str(), bytes.size());
  const rheo_status status = rheo_image_check(image.data(), image.size());
  if (status != RHEO_OK) fail("image", rheo_status_text(status));
  return image;
}

const char* chars(const Image& image) { return reinterpret_cast<const char*>(image.data()); }

nb::object inspect(const Image& image) {
  return nb::module_::import_("json").attr("loads")(json_text(to_json(describe_image(image), bound_step(image))));
}

Image baked(const Image& image, const nb::bytes& snapshot, bool frozen) {
  const auto* begin = reinterpret_cast<const std::byte*>(snapshot.c_str());
  return bake(image, {begin, begin + snapshot.size()}, frozen);
}

void write_c(const Image& image, const std::string& path, const std::string& symbol,
             const std::optional<std::string>& header) {
  if (header) write_c_header(image, *header, symbol);
  write_c_array(image, path, symbol);
}

}  // namespace

Image copy_of(const Image& image) {
  Image copy(image.size());
  std::memcpy(copy.data(), image.data(), image.size());
  copy.set_warnings(image.warnings());
  return copy;
}

void bind_image(nb::module_& m) {
  nb::class_<Image>(m, "Image",
                    "A compiled network: the bytes that an engine runs, the same for a host and for firmware.")
      .def_static(
          "read", [](const std::string& path) { return read_image(path); }, nb::arg("path"),
          "Reads an image file and checks it. ModelError: it cannot be read, or is damaged.")
      .def_static("from_bytes", &image_of, nb::arg("bytes"), "A copy of these bytes, checked. ModelError: damaged.")
      .def("__bytes__", [](const Image& image) { return nb::bytes(chars(image), image.size()); })
      .def("__len__", &Image::size)
      .def_prop_ro(
          "data",
          [](nb::handle_t<Image> self) {
            const Image& image = nb::cast<const Image&>(self);
            return view_of(reinterpret_cast<const std::uint8_t*>(image.data()), image.size(), self);
          },
          "The bytes, uint8, shape (len(image),): a read-only view, nothing is copied.")
      .def_prop_ro("warnings", &Image::warnings, "What compile() doubts, one line each; none of an image from a file.")
      .def(
          "inspect", &inspect,
          "What the image holds and costs: the dict of `rheobase inspect --json` (bytes of flash and RAM, populations, "
          "projections, channels, and the most that one step can cost).")
      .def("baked", &baked, nb::arg("snapshot"), nb::arg("frozen") = false,
           "This image with the weights that a run of it has learned, as Simulation.snapshot() has them: to learn on, "
           "or "
           "`frozen` as fixed weights in the smallest storage. ModelError: nothing learns, or the snapshot is damaged "
           "or "
           "of another image.")
      .def("save", &write_image, nb::arg("path"),
           "Writes the image file; a file that is there is replaced whole or not at all. ModelError: it cannot be "
           "written.")
      .def("c_array", &write_c, nb::arg("path"), nb::arg("symbol") = "rheobase_image", nb::arg("header") = nb::none(),
           "Writes a C source that puts the image in flash as `const unsigned char SYMBOL[]`, and with `header` its "
           "header: bytes, RAM, numbers of the populations. ModelError: they cannot be written.")
      .def("_repr_html_",
           [](nb::handle self) { return nb::module_::import_("rheobase.display").attr("image_html")(self); })
      .def("__repr__", [](const Image& image) {
        const ImageReport report = describe_image(image);
        return "<rheobase.Image " + report.model + ": " + std::to_string(report.neurons) + " neurons, " +
               std::to_string(report.synapses) + " synapses, " + std::to_string(image.size()) + " bytes>";
      });
}

}  // namespace rheobase

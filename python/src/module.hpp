// What the files of the extension module share. docs/python.md is the reference; rheobase/*.py is built on this.
#pragma once

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include <cstddef>
#include <utility>
#include <vector>

#include "rheobase/compiler.hpp"

namespace rheobase {

namespace nb = nanobind;

template <class T>
using Vector = nb::ndarray<nb::numpy, T, nb::ndim<1>>;
template <class T>
using Matrix = nb::ndarray<nb::numpy, T, nb::ndim<2>>;

// NumPy's array over memory of `owner`, which it keeps alive.
template <class T>
Vector<T> view_of(T* data, std::size_t size, nb::handle owner) {
  return Vector<T>(data, {size}, owner);
}

// NumPy's array that has taken the numbers over.
template <class T>
Vector<T> array_of(std::vector<T> numbers) {
  auto* owned = new std::vector<T>(std::move(numbers));
  const nb::capsule owner(owned, [](void* p) noexcept { delete static_cast<std::vector<T>*>(p); });
  return Vector<T>(owned->data(), {owned->size()}, owner);
}

Image copy_of(const Image& image);

void bind_network(nb::module_& m);
void bind_image(nb::module_& m);
void bind_simulation(nb::module_& m);

}  // namespace rheobase

// Writes an image in which everything has the same name: the bytes of a file. named_image NAME_FILE IMAGE
#include <cstdio>
#include <fstream>
#include <iterator>

#include "rheobase/compiler.hpp"

using namespace rheobase;

namespace {

std::string bytes_of(const char* path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

Network network_named(const std::string& name) {
  Network network;
  network.name = name;
  network.duration_ms = 700;  // long enough for a spectrum
  for (const char* number : {"1", "2"}) {
    Population p;
    p.name = name + number;
    p.type = number[0] == '1' ? "excitatory" : name;
    p.size = 5;
    p.noise = 8;
    p.input = true;
    p.channels[0].name = name;
    network.add(p);
  }
  for (const char* number : {"1", "2"}) {
    Projection q;
    q.source = name + "1";
    q.target = name + number;
    q.weight = "5*z";
    q.storage = Storage::sparse_i16;
    network.connect(q);
  }
  return network;
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 3) return 2;
  write_image(compile(network_named(bytes_of(argv[1]))), argv[2]);
} catch (const std::exception& error) {
  std::fprintf(stderr, "named_image: %s\n", error.what());
  return 2;
}

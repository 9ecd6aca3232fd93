// A fuzzer that begins with what is refused learns little: after a change of a format the seeds are written again.
#include <doctest/doctest.h>

#include "rheobase/log.hpp"
#include "rheobase/simulation.hpp"

using namespace rheobase;

TEST_SUITE_BEGIN("trust");

TEST_CASE("the seeds of the fuzzers are images and logs of this version (fuzz_seeds fuzz/corpus writes them)") {
  const std::string corpus = std::string(RHEOBASE_SOURCE_DIR) + "/fuzz/corpus/";
  for (const char* name : {"budgeted", "complete"}) {
    CAPTURE(name);
    std::vector<Image> images;
    images.push_back(read_image(corpus + "image/" + name));
    const ReplayReport report = replay(Log::read(corpus + "log/" + name), images, {});
    CHECK(report.hashes > 0);
    CHECK(report.snapshots > 0);
    CHECK_FALSE(report.divergence);
  }
}

TEST_SUITE_END();

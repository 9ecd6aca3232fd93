// What every function of the C headers does with a number that is out of range.
#include <doctest/doctest.h>

#include <fstream>
#include <functional>
#include <map>
#include <regex>
#include <set>
#include <string>

#include "calls.hpp"

using namespace rheobase;
using test::Calls;

namespace {

// One past the last, and numbers that sums and products of 32 bits would wrap to a small one.
constexpr std::uint32_t beyond[] = {2, 64, 0x80000000u, 0xFFFFFFFFu};

using Check = std::function<bool(Calls&, std::uint32_t)>;
const std::map<std::string, Check>& rows() {
  static const std::map<std::string, Check> table = {
      {"rheo_help",
       [](Calls& c, std::uint32_t n) { return rheo_help(c.net, n, &c.number) == RHEO_E_THREADS && c.number == 0; }},
      {"rheo_work", [](Calls& c, std::uint32_t n) { return rheo_work(c.net, n) == RHEO_E_THREADS; }},
      {"rheo_population_name", [](Calls& c, std::uint32_t n) { return rheo_population_name(c.net, n) == nullptr; }},
      {"rheo_population_size", [](Calls& c, std::uint32_t n) { return rheo_population_size(c.net, n) == 0; }},
      {"rheo_set_input",
       [](Calls& c, std::uint32_t n) {
         return rheo_set_input(c.net, n, 0, 1, &c.current) == RHEO_E_RANGE &&
                rheo_set_input(c.net, 0, n | 32, 1, &c.current) == RHEO_E_RANGE &&
                rheo_set_input(c.net, 0, 1, n | 32, &c.current) == RHEO_E_RANGE;
       }},
      {"rheo_set_spikes",
       [](Calls& c, std::uint32_t n) { return rheo_set_spikes(c.net, n, 1, &c.number) == RHEO_E_RANGE; }},
      {"rheo_set_spike_words",
       [](Calls& c, std::uint32_t n) {
         const std::uint64_t word = 1;
         return rheo_set_spike_words(c.net, n, 0, 1, &word) == RHEO_E_RANGE;
       }},
      {"rheo_spikes",
       [](Calls& c, std::uint32_t n) { return rheo_spikes(c.net, n, &c.number) == nullptr && c.number == 0; }},
      {"rheo_next_spike",
       [](Calls& c, std::uint32_t n) {
         return rheo_next_spike(c.net, n, 0) == RHEO_NO_NEURON && rheo_next_spike(c.net, 0, n | 32) == RHEO_NO_NEURON;
       }},
      {"rheo_spike_count", [](Calls& c, std::uint32_t n) { return rheo_spike_count(c.net, n) == 0; }},
      {"rheo_v", [](Calls& c, std::uint32_t n) { return rheo_v(c.net, n) == nullptr; }},
      {"rheo_u", [](Calls& c, std::uint32_t n) { return rheo_u(c.net, n) == nullptr; }},
      {"rheo_state",
       [](Calls& c, std::uint32_t n) {
         return rheo_state(c.net, n, "v") == nullptr && rheo_state(c.net, 0, "w") == nullptr;
       }},
      {"rheo_state_name",
       [](Calls& c, std::uint32_t n) {
         return rheo_state_name(c.net, n, 0) == nullptr && rheo_state_name(c.net, 0, n | 64) == nullptr;
       }},
      {"rheo_spike_age_ms", [](Calls& c, std::uint32_t n) { return rheo_spike_age_ms(c.net, n) == nullptr; }},
      {"rheo_steps_at_limit", [](Calls& c, std::uint32_t n) { return rheo_steps_at_limit(c.net, n) == 0; }},
      {"rheo_get_projection",
       [](Calls& c, std::uint32_t n) {
         rheo_projection_info info = {7, 7, "x", 7, 7};
         rheo_get_projection(c.net, n, &info);
         return info.source == 0 && info.target == 0 && info.channel == nullptr && info.synapses == 0 &&
                info.max_gain == 0;
       }},
      {"rheo_set_gain", [](Calls& c, std::uint32_t n) { return rheo_set_gain(c.net, n, 1) == RHEO_E_RANGE; }},
      {"rheo_gain", [](Calls& c, std::uint32_t n) { return rheo_gain(c.net, n) == 0; }},
      {"rheo_set_learning", [](Calls& c, std::uint32_t n) { return rheo_set_learning(c.net, n, 1) == RHEO_E_RANGE; }},
      {"rheo_learning", [](Calls& c, std::uint32_t n) { return rheo_learning(c.net, n) == 0; }},
      {"rheo_reward", [](Calls& c, std::uint32_t n) { return rheo_reward(c.net, n, 1) == RHEO_E_RANGE; }},
      {"rheo_modulator", [](Calls& c, std::uint32_t n) { return rheo_modulator(c.net, n) == 0; }},
      {"rheo_weights",
       [](Calls& c, std::uint32_t n) {
         return rheo_weights(c.net, n, 0, 0, nullptr, nullptr, &c.number) == RHEO_E_RANGE && c.number == 0;
       }},
      {"rheo_set_weights",
       [](Calls& c, std::uint32_t n) { return rheo_set_weights(c.net, n, 0, 1, &c.current) == RHEO_E_RANGE; }},
      {"rheo_target_name", [](Calls&, std::uint32_t n) { return rheo_target_name(n | 32) == nullptr; }},
      {"rheo_default_encoder_options",
       [](Calls& c, std::uint32_t n) {
         const rheo_encoder_options o = rheo_default_encoder_options(n | 8);
         return o.kind == (n | 8) && rheo_encoder_error_detail(c.net, &o).status == RHEO_E_OPTION;
       }},
      {"rheo_default_decoder_options",
       [](Calls& c, std::uint32_t n) {
         const rheo_decoder_options o = rheo_default_decoder_options(n | 8);
         return o.kind == (n | 8) && rheo_decoder_error_detail(c.net, &o).status == RHEO_E_OPTION;
       }},
  };
  return table;
}

// The functions that are given a number of something.
std::set<std::string> numbered_functions() {
  std::set<std::string> names;
  for (const char* header : {"rheobase.h", "encode.h", "decode.h", "blackbox.h"}) {
    std::ifstream file(std::string(RHEOBASE_SOURCE_DIR) + "/include/rheobase/" + header);
    std::string text((std::istreambuf_iterator<char>(file)), {});
    text = std::regex_replace(text, std::regex(R"(/\*[^*]*\*+([^/*][^*]*\*+)*/)"), "");
    const std::regex declaration(R"(\b(rheo_[a-z0-9_]+)\(([^()]*)\);)");
    const std::regex number(R"(\buint32_t (population|projection|thread|index|kind)\b)");
    for (std::sregex_iterator it(text.begin(), text.end(), declaration), end; it != end; ++it) {
      if (std::regex_search((*it)[2].str(), number)) names.insert((*it)[1]);
    }
  }
  return names;
}

}  // namespace

TEST_SUITE_BEGIN("calls");

TEST_CASE("every function that is given a number has its answer to one out of range") {
  std::set<std::string> in_table;
  for (const auto& row : rows()) in_table.insert(row.first);
  CHECK(in_table == numbered_functions());  // a new function without a row fails here
  for (const auto& row : rows()) {
    for (const std::uint32_t number : beyond) {
      CAPTURE(row.first);
      CAPTURE(number);
      Calls calls;
      rheo_step(calls.net);
      const std::uint64_t before = rheo_state_hash(calls.net);
      CHECK(row.second(calls, number));
      CHECK(rheo_state_hash(calls.net) == before);
    }
  }
}

TEST_SUITE_END();

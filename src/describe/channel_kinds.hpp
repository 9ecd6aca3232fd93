// The kinds of channels, a line each: their names, and the keys that a channel of that kind may have.
#pragma once

#include <string>

#include "rheobase/model_enums.hpp"

namespace rheobase {

struct ChannelKindRule {
  ChannelKind kind;
  const char* name;
  bool width, tau, tau_rise, method;
  bool kept;  // the arrivals are a state, which a spike may clear: clear_on_spike
};

constexpr ChannelKindRule channel_kinds[] = {
    {ChannelKind::pulse, "pulse", true, false, false, false, false},
    {ChannelKind::decay, "decay", false, true, false, true, true},
    {ChannelKind::hold, "hold", false, false, false, false, true},
    {ChannelKind::rise, "rise", false, true, true, false, true},
    {ChannelKind::nmda, "nmda", false, true, true, false, true},
    {ChannelKind::jump, "jump", false, false, false, false, false},
};
static_assert(sizeof channel_kinds / sizeof *channel_kinds == channel_kind_count);

constexpr const ChannelKindRule& rule_of(ChannelKind kind) { return channel_kinds[static_cast<unsigned>(kind)]; }

// The keys that not every kind has.
struct ChannelKeyRule {
  const char* name;
  bool ChannelKindRule::*goes_with;
};
constexpr ChannelKeyRule channel_keys[] = {{"width", &ChannelKindRule::width},
                                           {"tau", &ChannelKindRule::tau},
                                           {"tau_rise", &ChannelKindRule::tau_rise},
                                           {"method", &ChannelKindRule::method},
                                           {"clear_on_spike", &ChannelKindRule::kept}};

// "decay, rise or nmda": the kinds that have a key, each between `quote`.
inline std::string kinds_with(const ChannelKeyRule& key, const std::string& quote) {
  unsigned left = 0;
  for (const ChannelKindRule& rule : channel_kinds) left += rule.*key.goes_with ? 1 : 0;
  std::string names;
  for (const ChannelKindRule& rule : channel_kinds) {
    if (!(rule.*key.goes_with)) continue;
    names += quote + rule.name + quote;
    if (--left > 0) names += left == 1 ? " or " : ", ";
  }
  return names;
}

}  // namespace rheobase

// Small networks with everything in them: seeds, and what snapshots and logs are of.
#pragma once

#include "rheobase/simulation.hpp"

namespace rheobase::fuzz {

// Two populations; delays, pulses that last, a decaying current, a budget, dense and sparse rows.
inline Network network(bool budgeted) {
  Network out;
  out.name = "fuzz";
  out.integrator = budgeted ? Integrator::riccati : Integrator::izhikevich2003;
  out.event_budget = budgeted ? 40 : 0;
  for (const char* name : {"A", "B"}) {
    Population p;
    p.name = name;
    p.size = 7.0;
    p.noise = 9.0;
    p.noise_kind = !budgeted ? NoiseKind::gaussian : name[0] == 'A' ? NoiseKind::ou : NoiseKind::uniform;
    if (p.noise_kind == NoiseKind::ou) p.noise_tau_ms = 4;
    p.refractory_ms = 2;
    p.input = true;
    p.spike_times = budgeted;
    p.stimulus = Stimulus{};
    p.stimulus->current = "t < 3 ? 20 : 0";
    if (budgeted && name[0] == 'B') {
      p.stimulus->current = "";
      p.stimulus->table.assign(3, {1, 2, 3, 4, 5, 6, 7});
    }
    p.stimulus->repeat = true;
    p.channels[0].width_ms = 3;
    p.channels[0].interpolate = budgeted;
    Channel slow;
    slow.name = "slow";
    slow.kind = Channel::Kind::decay;
    p.channels.push_back(slow);
    out.add(p);
  }
  out.duration_ms = 6;
  for (const char* channel : {"syn", "slow"}) {
    Projection q;
    q.source = "A";
    q.target = channel[1] == 'y' ? "A" : "B";
    q.channel = channel;
    q.weight = "5*z";
    q.probability = 0.7;  // rows of unequal length
    q.delay_ms = 2;
    q.max_gain = 3;
    q.storage = channel[1] == 'y' ? Storage::dense_i16 : Storage::sparse_i16;
    out.connect(q);
  }
  Projection learning;
  learning.source = "B";
  learning.target = "A";
  learning.channel = "slow";
  learning.weight = "r";
  learning.probability = 0.7;
  learning.delay_ms = "1 + floor(3*r2)";
  learning.storage = budgeted ? Storage::sparse_i32 : Storage::sparse_i16;
  Plasticity& rule = learning.plasticity.emplace();
  rule.rule = budgeted ? "triplet" : "dopamine";
  if (budgeted) rule.parameters = {{"mu_plus", 0.5}, {"mu_minus", 1}};
  if (!budgeted) {
    rule.update_interval_ms = 3;
    rule.modulator = "A";
    rule.modulator_per_spike = 0.1;
  }
  out.connect(learning);
  return out;
}

}  // namespace rheobase::fuzz

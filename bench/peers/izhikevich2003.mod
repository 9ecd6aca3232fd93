COMMENT
A neuron of the paper's network (models/paper.toml) for NEURON's fixed step, dt = 1 ms: noise, two half-steps of
v, one step of u, threshold and reset, in that order. It has its own membrane potential, so that any number of
instances sit in one section and NEURON's cable solver has next to nothing to do. Weights arrive by NetCon; with
delays below dt/2 a spike acts in the next step.

VERBATIM, twice: NMODL 8.2 has no name for NEURON's Random123 generator, and takes net_event in NET_RECEIVE
alone. The ways without the second, a WATCH or an artificial cell that sends itself an event each step,
are no faster (docs/benchmarks.md).
ENDCOMMENT

NEURON {
  THREADSAFE
  POINT_PROCESS Izhikevich2003
  RANGE a, b, c, d, sigma, vm, u, arrivals, spikes
  POINTER generator
}

PARAMETER {
  a = 0.02
  b = 0.2
  c = -65
  d = 8
  sigma = 0
}

ASSIGNED {
  vm
  u
  arrivals
  spikes
  generator
}

VERBATIM
#include "nrnran123.h"
ENDVERBATIM

INITIAL {
  vm = -65
  u = b*vm
  arrivals = 0
  spikes = 0
}

BREAKPOINT {
  SOLVE advance
}

PROCEDURE advance() { LOCAL input
  input = arrivals
  if (sigma > 0) {
    input = input + sigma*normal()
  }
  arrivals = 0
  vm = vm + 0.5*(0.04*vm*vm + 5*vm + 140 - u + input)
  vm = vm + 0.5*(0.04*vm*vm + 5*vm + 140 - u + input)
  u = u + a*(b*vm - u)
  if (vm >= 30) {
    vm = c
    u = u + d
    spikes = spikes + 1
VERBATIM
    net_event((Point_process*)_ppvar[1]._pvoid, _nt->_t);
ENDVERBATIM
  }
}

NET_RECEIVE (weight) {
  arrivals = arrivals + weight
}

FUNCTION normal() {
VERBATIM
  _lnormal = nrnran123_normal((nrnran123_State*)_p_generator);
ENDVERBATIM
}

PROCEDURE set_stream(neuron, seed) {
VERBATIM
  _p_generator = (double*)nrnran123_newstream((uint32_t)_lneuron, (uint32_t)_lseed);
ENDVERBATIM
}

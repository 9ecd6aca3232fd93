"""Izhikevich's network of 2003 as a Brian 2 script, run by Rheobase: 10 % connectivity, Euler at 0.5 ms, input that adds up
until the neuron's own spike clears it.

    python izhikevich_network.py [seed]

Without the line of rheobase.brian2 it is a plain Brian 2 script with the same result.
"""
import sys

from brian2 import *
import rheobase.brian2; set_device("rheobase")

seed(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
prefs.codegen.target = "numpy"
defaultclock.dt = 0.5*ms

equations = """
dv/dt = (0.04*v**2 + 5*v + 140 - u + excitation - inhibition + sigma*randn())/ms : 1
du/dt = a*(b*v - u)/ms : 1
excitation : 1
inhibition : 1
sigma : 1
a : 1
b : 1
c : 1
d : 1
"""
neurons = NeuronGroup(1000, equations, threshold="v >= 30", reset="v = c; u += d; excitation = 0; inhibition = 0",
                      method="euler")
excitatory, inhibitory = neurons[:800], neurons[800:]
r_e, r_i = rand(800), rand(200)
excitatory.sigma, inhibitory.sigma = 5, 2
excitatory.a, inhibitory.a = 0.02, 0.02 + 0.08*r_i
excitatory.b, inhibitory.b = 0.2, 0.25 - 0.05*r_i
excitatory.c, inhibitory.c = -65 + 15*r_e**2, -65
excitatory.d, inhibitory.d = 8 - 6*r_e**2, 2
neurons.v = -65
neurons.u = "b*v"

excite = Synapses(excitatory, neurons, "w : 1", on_pre="excitation_post += w")
excite.connect(p=0.1)
excite.w = "0.5*rand()"
inhibit = Synapses(inhibitory, neurons, "w : 1", on_pre="inhibition_post += w")
inhibit.connect(p=0.1)
inhibit.w = "rand()"

spikes = SpikeMonitor(neurons)
rate = PopulationRateMonitor(excitatory)
trace = StateMonitor(neurons, ["v", "u"], record=[0, 900])
run(1*second)

print(f"excitatory {sum(spikes.i < 800)/800:.2f} Hz, inhibitory {sum(spikes.i >= 800)/200:.2f} Hz, "
      f"highest rate {max(rate.smooth_rate(width=2*ms))/Hz:.0f} Hz at {rate.t[argmax(rate.smooth_rate(width=2*ms))]}, "
      f"v of neuron 0 from {min(trace.v[0]):.1f} mV")

"""Scripts in the style of Brian 2's documentation and examples, each named after the one that it follows: point neurons of the
kinds leaky integrate-and-fire, quadratic and Izhikevich, and some that Rheobase refuses.

Each is (what is held: "spikes", "statistics" over seeds, or what a refusal begins with; the script, with a SpikeMonitor M)."""

SPIKES, STATISTICS, WEIGHTS = "spikes", "statistics", "weights"  # weights: statistics of S.w too

_TUTORIAL = """
tau = 10*ms
G = NeuronGroup(1, 'dv/dt = (1 - v)/tau : 1{flag}', threshold='v > 0.8', reset='v = 0'{more}, method='exact')
M = SpikeMonitor(G); states = StateMonitor(G, 'v', record=0)
run(50*ms)"""

_STDP = """
N = 300; taum = 10*ms; taupre = 20*ms; taupost = taupre; Ee = 0*mV; vt = -54*mV; vr = -60*mV; El = -74*mV; taue = 5*ms; F = 15*Hz
gmax = .035; dApre = .1; dApost = -dApre * taupre / taupost * 1.05; dApost *= gmax; dApre *= gmax
input = PoissonGroup(N, rates=F)
neurons = NeuronGroup(1, '''dv/dt = (ge * (Ee-v) + El - v) / taum : volt
dge/dt = -ge / taue : 1''', threshold='v>vt', reset='v = vr', method='euler')
S = Synapses(input, neurons, '''w : 1
dApre/dt = -Apre / taupre : 1 (event-driven)
dApost/dt = -Apost / taupost : 1 (event-driven)''', on_pre='''ge += w
Apre += dApre
w = clip(w + Apost, 0, gmax)''', on_post='''Apost += dApost
w = clip(w + Apre, 0, gmax)''')
S.connect()
S.w = 'rand() * gmax'
M = SpikeMonitor(neurons); W = StateMonitor(S, 'w', record=[0, 1], dt=10*ms)
run(1*second)"""

_VOGELS = """
gl = 10*nS; el = -60*mV; er = -80*mV; vt = -50*mV; memc = 200*pF; tau_stdp = 20*ms; eta = .1; alpha = 3*Hz*tau_stdp*2; gmax = 100
G = NeuronGroup(250, '''dv/dt = (-gl*(v-el)-(g_ampa*v+g_gaba*(v-er))+200*pA)/memc : volt (unless refractory)
dg_ampa/dt = -g_ampa/(5*ms) : siemens
dg_gaba/dt = -g_gaba/(10*ms) : siemens''', threshold='v > vt', reset='v = el', refractory=5*ms, method='euler')
G.v = 'el + 10*mV*rand()'
Pe, Pi = G[:200], G[200:]
con_e = Synapses(Pe, G, on_pre='g_ampa += 0.3*nS'); con_e.connect(p=0.05)
con_ii = Synapses(Pi, Pi, on_pre='g_gaba += 3*nS'); con_ii.connect(p=0.05)
S = Synapses(Pi, Pe, '''w : 1
dApre/dt = -Apre/tau_stdp : 1 (event-driven)
dApost/dt = -Apost/tau_stdp : 1 (event-driven)''', on_pre='''{first}Apre += 1.
w = clip(w+(Apost-alpha)*eta, 0, gmax){last}''', on_post='''Apost += 1.
w = clip(w+Apre*eta, 0, gmax)''')
S.connect(p=0.2); S.w = 1e-10
M = SpikeMonitor(G)
run(300*ms)"""

SCRIPTS = {
    "tutorial 1: spikes": (SPIKES, _TUTORIAL.format(flag="", more="")),
    "tutorial 1: refractoriness": (SPIKES, _TUTORIAL.format(flag=" (unless refractory)", more=", refractory=5*ms")),
    "tutorial 1: threshold that moves": ("NeuronGroup 'neurongroup': threshold 'v>vt' moves with vt", """
G = NeuronGroup(1, '''dv/dt = (2 - v)/(10*ms) : 1
dvt/dt = (1 - vt)/(15*ms) : 1''', threshold='v>vt', reset='v = 0; vt += 0.5', method='exact')
M = SpikeMonitor(G); run(50*ms)"""),
    "tutorial 1: a group, v0 of each neuron": (SPIKES, """
tau = 10*ms; v0_max = 3.
G = NeuronGroup(100, '''dv/dt = (v0 - v)/tau : 1 (unless refractory)
v0 : 1''', threshold='v > 1', reset='v = 0', refractory=5*ms, method='exact')
G.v0 = 'i*v0_max/(N - 1)'
M = SpikeMonitor(G); rate = PopulationRateMonitor(G)
run(100*ms)"""),
    "tutorial 2: a synapse": (SPIKES, """
G = NeuronGroup(2, '''dv/dt = (I - v)/tau : 1
I : 1
tau : second''', threshold='v > 1', reset='v = 0', method='exact')
G.I = [2, 0]; G.tau = [10, 100]*ms
S = Synapses(G, G, on_pre='v_post += 0.2'); S.connect(i=0, j=1)
M = SpikeMonitor(G); states = StateMonitor(G, 'v', record=True)
run(100*ms)"""),
    "tutorial 2: weights and delays": (SPIKES, """
G = NeuronGroup(3, '''dv/dt = (I - v)/tau : 1
I : 1
tau : second''', threshold='v > 1', reset='v = 0', method='exact')
G.I = [2, 0, 0]; G.tau = [10, 100, 100]*ms
S = Synapses(G, G, 'w : 1', on_pre='v_post += w'); S.connect(i=0, j=[1, 2])
S.w = 'j*0.2'; S.delay = 'j*2*ms'
M = SpikeMonitor(G); states = StateMonitor(G, 'v', record=True)
run(50*ms)"""),
    "tutorial 2: STDP": (WEIGHTS, """
taupre = taupost = 20*ms; wmax = 0.01; Apre = 0.001; Apost = -Apre*taupre/taupost*1.05
G = NeuronGroup(2, '''dv/dt = (I - v)/tau : 1 (unless refractory)
I : 1
tau : second''', threshold='v > 1', reset='v = 0', refractory=5*ms, method='exact')
G.I = [2, 1.4]; G.tau = [10, 12]*ms
S = Synapses(G, G, '''w : 1
dapre/dt = -apre/taupre : 1 (clock-driven)
dapost/dt = -apost/taupost : 1 (clock-driven)''', on_pre='''
v_post += w
apre += Apre
w = clip(w+apost, 0, wmax)''', on_post='''
apost += Apost
w = clip(w+apre, 0, wmax)''', method='linear')
S.connect(i=0, j=1); S.w = 0.005
M = SpikeMonitor(G); W = StateMonitor(S, ['w', 'apre', 'apost'], record=True)
run(200*ms)"""),
    "tutorial 2: STDP between PoissonGroups": ("Synapses 'synapses': on_pre 'apre += 0.01; w = clip(w + apost, 0, 1)': w acts on no variable", """
G = PoissonGroup(2, 20*Hz)
S = Synapses(G, G, '''w : 1
dapre/dt = -apre/(20*ms) : 1 (event-driven)
dapost/dt = -apost/(20*ms) : 1 (event-driven)''', on_pre='apre += 0.01; w = clip(w + apost, 0, 1)',
             on_post='apost -= 0.01; w = clip(w + apre, 0, 1)')
S.connect(); M = SpikeMonitor(G); run(10*ms)"""),
    "synapses/STDP": (WEIGHTS, _STDP),
    "tutorial 3: input of several runs": (SPIKES, """
G = NeuronGroup(1, 'dv/dt = -v/(10*ms) : 1', threshold='v > 1', reset='v = 0', method='exact')
P = SpikeGeneratorGroup(20, arange(40) % 20, arange(40)*1.3*ms)
S = Synapses(P, G, on_pre='v += 0.3'); S.connect()
M = SpikeMonitor(G)
store()
for delay in (0, 2):
    restore()
    S.delay = delay*ms
    run(60*ms)"""),
    "tutorial 3: TimedArray": (SPIKES, """
ta = TimedArray(cumsum([0.4, 0.5, -0.2, 0.9, -0.6, 0.7, 0.2, -0.1, 0.4, -0.2]), dt=10*ms)
G = NeuronGroup(1, 'dv/dt = (1.6*ta(t) - v)/(10*ms) : 1', threshold='v > 1', reset='v = 0', method='exact')
M = SpikeMonitor(G); states = StateMonitor(G, 'v', record=True)
run(100*ms)"""),
    "tutorial 3: HH with an area": ("NeuronGroup 'neurongroup': dv/dt = ", """
G = NeuronGroup(1, '''dv/dt = (g*m**3*(50*mV - v) - 10*nS*(v + 60*mV))/(200*pF) : volt
dm/dt = (0.5 - m)/(1*ms) : 1
g : siemens''', threshold='v > -40*mV', reset='', refractory='v > -40*mV', method='euler')
M = SpikeMonitor(G); run(10*ms)"""),
    "IF_curve_LIF": (SPIKES, """
n = 50; tau = 10*ms
group = NeuronGroup(n, '''dv/dt = (v0 - v)/tau : volt (unless refractory)
v0 : volt''', threshold='v > 10*mV', reset='v = 0*mV', refractory=5*ms, method='exact')
group.v = 0*mV; group.v0 = '20*mV*i/(n - 1)'
M = SpikeMonitor(group)
run(200*ms)"""),
    "CUBA": (SPIKES, """
taum = 20*ms; taue = 5*ms; taui = 10*ms; Vt = -50*mV; Vr = -60*mV; El = -49*mV
P = NeuronGroup(400, '''dv/dt = (ge + gi - (v - El))/taum : volt (unless refractory)
dge/dt = -ge/taue : volt
dgi/dt = -gi/taui : volt''', threshold='v > Vt', reset='v = Vr', refractory=5*ms, method='exact')
P.v = 'Vr + rand()*(Vt - Vr)'; P.ge = 0*mV; P.gi = 0*mV
Ce = Synapses(P, P, on_pre='ge += 1.62*mV'); Ci = Synapses(P, P, on_pre='gi -= 9*mV')
Ce.connect('i < 320', p=0.02); Ci.connect('i >= 320', p=0.02)
M = SpikeMonitor(P)
run(60*ms)"""),
    "CUBA with conductances": (STATISTICS, """
taum = 20*ms; taue = 5*ms; taui = 10*ms; Vt = -50*mV; Vr = -60*mV; El = -49*mV
P = NeuronGroup(400, '''dv/dt = (ge*(0*mV - v) + gi*(-80*mV - v) - (v - El))/taum : volt (unless refractory)
dge/dt = -ge/taue : 1
dgi/dt = -gi/taui : 1''', threshold='v > Vt', reset='v = Vr', refractory=5*ms, method='euler')
P.v = 'Vr + rand()*(Vt - Vr)'; P.ge = '0.5*rand()'
Ce = Synapses(P[:320], P, on_pre='ge += 0.03'); Ci = Synapses(P[320:], P, on_pre='gi += 0.3')
Ce.connect(p=0.05); Ci.connect(p=0.05)
M = SpikeMonitor(P)
run(100*ms)"""),
    "COBAHH": ("NeuronGroup 'neurongroup': dv/dt = ", """
P = NeuronGroup(4, '''dv/dt = (-10*nS*(v + 60*mV) - g_na*(m*m*m)*h*(v - 50*mV))/(200*pF) : volt
dm/dt = (1 - m)/ms : 1
dh/dt = (1 - h)/ms : 1
g_na : siemens''', threshold='v > -20*mV', refractory=3*ms, method='exponential_euler')
M = SpikeMonitor(P); run(1*ms)"""),
    "adaptive_threshold": ("NeuronGroup 'neurongroup': threshold 'v > vt' moves with vt", """
IF = NeuronGroup(1, '''dv/dt = -v/(10*ms) : volt
dvt/dt = (10*mV - vt)/(15*ms) : volt''', threshold='v > vt', reset='v = 0*mV; vt += 3*mV', method='exact')
PI = PoissonInput(IF, 'v', 100, 100*Hz, 1*mV)
M = SpikeMonitor(IF); run(10*ms)"""),
    "non_reliability": (STATISTICS, """
tau = 10*ms; sigma = 0.04
G = NeuronGroup(25, 'dx/dt = (1.1 - x)/tau + sigma*(2/tau)**.5*xi : 1', threshold='x > 1', reset='x = 0', method='euler')
M = SpikeMonitor(G)
run(500*ms)"""),
    "reliability": ("NeuronGroup 'neurongroup': I is linked", """
source = NeuronGroup(1, 'dx/dt = -x/(5*ms) + (2/(5*ms))**.5*xi : 1', method='euler')
G = NeuronGroup(25, '''dv/dt = (0.9 + 0.5*I - v)/(10*ms) : 1
I : 1 (linked)''', threshold='v > 1', reset='v = 0', method='euler')
G.I = linked_var(source, 'x', index=zeros(25, dtype=int))
M = SpikeMonitor(G); run(10*ms)"""),
    "phase_locking": (SPIKES, """
tau = 20*ms; n = 20; b = 1.2; freq = 10*Hz
G = NeuronGroup(n, '''dv/dt = (-v + a*sin(2*pi*freq*t) + b)/tau : 1
a : 1''', threshold='v > 1', reset='v = 0', method='euler')
G.v = 'rand()'; G.a = '0.05 + 0.7*i/n'
M = SpikeMonitor(G); states = StateMonitor(G, 'v', record=0)
run(200*ms)"""),
    "Brunel_Hakim_1999": (STATISTICS, """
Vr = 10*mV; theta = 20*mV; tau = 20*ms; delta = 2*ms; taurefr = 2*ms; C = 40; J = 0.1*mV; muext = 25*mV; sigmaext = 1*mV
G = NeuronGroup(400, 'dV/dt = (-V + muext + sigmaext*sqrt(tau)*xi)/tau : volt (unless refractory)', threshold='V > theta',
                reset='V = Vr', refractory=taurefr, method='euler')
G.V = Vr
S = Synapses(G, G, on_pre='V += -J', delay=delta); S.connect(p=0.1)
M = SpikeMonitor(G)
run(200*ms)"""),
    "Diesmann_et_al_1999": ("NeuronGroup 'neurongroup': dx/dt = ", """
G = NeuronGroup(10, '''dV/dt = (-(V + 70*mV) + x)/(10*ms) : volt
dx/dt = (-x + y)/(0.325*ms) : volt
dy/dt = -y/(0.325*ms) + 25.27*mV/ms + (39.24*mV/ms**0.5)*xi : volt''', threshold='V > -55*mV', reset='V = -70*mV', method='euler')
M = SpikeMonitor(G); run(1*ms)"""),
    "Izhikevich network, as posted in the forum": (STATISTICS, """
defaultclock.dt = 0.5*ms
N = NeuronGroup(250, '''dv/dt = (0.04*v**2 + 5.*v + 140 - u + g_exc - g_inh + noise*randn())/ms : 1 (unless refractory)
du/dt = a*(b*v - u)/ms : 1 (unless refractory)
g_exc : 1
g_inh : 1
noise : 1
a : 1
b : 1
c : 1
d : 1''', threshold='v>=30', reset='v = c; u += d; g_exc=0; g_inh=0', refractory=0.1*ms, method='euler')
Ne, Ni = N[:200], N[200:]
Ne.noise = 5; Ni.noise = 2; Ne.a = 0.02; Ni.a = '0.02 + 0.08*rand()'; Ne.b = 0.2; Ni.b = '0.25 - 0.05*rand()'
Ne.c = '-65 + 15*rand()**2'; Ni.c = -65; Ne.d = '8 - 6*rand()**2'; Ni.d = 2
N.v = -65; N.u = 'b*v'
Se = Synapses(Ne, N, 'w : 1', on_pre='g_exc_post += w'); Se.connect(p=0.1); Se.w = '2*rand()'
Si = Synapses(Ni, N, 'w : 1', on_pre='g_inh_post += w'); Si.connect(p=0.1); Si.w = '4*rand()'
M = SpikeMonitor(N)
run(300*ms)"""),
    "Izhikevich 2003 in physical units": (SPIKES, """
a = 0.02/ms; b = 0.2/ms; c = -50*mV; d = 2*mV/ms
G = NeuronGroup(5, '''dvm/dt = (0.04/ms/mV)*vm**2 + (5/ms)*vm + 140*mV/ms - w + I : volt
dw/dt = a*(b*vm - w) : volt/second
I : volt/second''', threshold='vm > 30*mV', reset='vm = c; w += d', method='rk4')
G.vm = -65*mV; G.w = b*G.vm; G.I = 'i*3*mV/ms'
M = SpikeMonitor(G)
run(150*ms)"""),
    "Izhikevich 2007": (SPIKES, """
C = 100*pF; k = 0.7*nS/mV; vr = -60*mV; vt = -40*mV; a = 0.03/ms; b = -2*nS
G = NeuronGroup(4, '''dv/dt = (k*(v - vr)*(v - vt) - u + I)/C : volt
du/dt = a*(b*(v - vr) - u) : amp
I : amp''', threshold='v >= 35*mV', reset='v = -50*mV; u += 100*pA', method='euler')
G.v = vr; G.I = '(100 + 50*i)*pA'
M = SpikeMonitor(G); states = StateMonitor(G, 'u', record=True)
run(300*ms)"""),
    "quadratic integrate-and-fire": (SPIKES, """
tau = 10*ms
G = NeuronGroup(4, '''dv/dt = (v**2 + I)/tau : 1
I : 1''', threshold='v > 10', reset='v = -10', method='euler')
G.I = '0.1*(i + 1)'
M = SpikeMonitor(G)
run(500*ms)"""),
    "Brette_Gerstner_2005 (AdEx)": ("NeuronGroup 'neurongroup': dv/dt = ", """
G = NeuronGroup(1, '''dv/dt = (30*nS*(-70.6*mV - v) + 30*nS*2*mV*exp((v + 50*mV)/(2*mV)) - w)/(281*pF) : volt
dw/dt = (4*nS*(v + 70.6*mV) - w)/(144*ms) : amp''', threshold='v > 20*mV', reset='v = -70*mV; w += 80*pA', method='euler')
M = SpikeMonitor(G); run(1*ms)"""),
    "Vogels_et_al_2011, without learning": (STATISTICS, """
G = NeuronGroup(300, '''dv/dt = (-10*nS*(v + 60*mV) - (g_ampa*v + g_gaba*(v + 80*mV)) + 200*pA)/(200*pF) : volt (unless refractory)
dg_ampa/dt = -g_ampa/(5*ms) : siemens
dg_gaba/dt = -g_gaba/(10*ms) : siemens''', threshold='v > -50*mV', reset='v = -60*mV', refractory=5*ms, method='euler')
G.v = '-60*mV + 10*mV*rand()'
E = Synapses(G[:240], G, on_pre='g_ampa += 0.3*nS'); E.connect(p=0.05)
I = Synapses(G[240:], G, on_pre='g_gaba += 3*nS'); I.connect(p=0.05)
M = SpikeMonitor(G)
run(150*ms)"""),
    "Vogels_et_al_2011": ("Synapses 'synapses': on_pre 'Apre += 1.; w = clip(w+(Apost-alpha)*eta, 0, gmax); g_gaba += w*nS': w acts after it has",
                          _VOGELS.format(first="", last="\ng_gaba += w*nS")),
    "Vogels_et_al_2011, g_gaba += w*nS put first": (WEIGHTS, _VOGELS.format(first="g_gaba += w*nS\n", last="")),
    "user guide: PoissonGroup": (STATISTICS, """
P = PoissonGroup(100, rates='(1 + i)*1*Hz')
G = NeuronGroup(20, 'dv/dt = -v/(10*ms) : 1', threshold='v > 1', reset='v = 0', method='exact')
S = Synapses(P, G, on_pre='v += 0.1'); S.connect(p=0.5)
M = SpikeMonitor(G)
run(200*ms)"""),
    "user guide: PoissonInput": (STATISTICS, """
G = NeuronGroup(40, 'dv/dt = -v/(10*ms) : 1', threshold='v > 1', reset='v = 0', method='exact')
drive = PoissonInput(G, 'v', N=100, rate=40*Hz, weight=0.03)
M = SpikeMonitor(G)
run(300*ms)"""),
    "synapses/nonlinear": ("Synapses 'synapses': 'gtot' is summed", """
G = NeuronGroup(2, '''dv/dt = (gtot - v)/(20*ms) : 1
gtot : 1''', threshold='v > 1', reset='v = 0', method='exact')
S = Synapses(G, G, '''dg/dt = -g/(10*ms) : 1 (clock-driven)
gtot_post = g : 1 (summed)''', on_pre='g += 1', method='exact')
S.connect(); M = SpikeMonitor(G); run(1*ms)"""),
    "synapses/gapjunctions": ("Synapses 'synapses': 'Igap' is summed", """
G = NeuronGroup(10, '''dv/dt = (v0 - v + Igap)/(10*ms) : 1
Igap : 1
v0 : 1''', threshold='v > 1', reset='v = 0', method='exact')
S = Synapses(G, G, '''w : 1
Igap_post = w*(v_pre - v_post) : 1 (summed)''')
S.connect(); M = SpikeMonitor(G); run(1*ms)"""),
    "standalone/cuba with heterogeneous delays": (SPIKES, """
P = NeuronGroup(300, '''dv/dt = (g - v + 11*mV)/(20*ms) : volt (unless refractory)
dg/dt = -g/(5*ms) : volt''', threshold='v > 10*mV', reset='v = 0*mV', refractory=2*ms, method='exact')
P.v = '10*mV*rand()'
S = Synapses(P, P, 'w : volt', on_pre='g += w'); S.connect(p=0.05)
S.w = '0.4*mV*rand()'; S.delay = '0.5*ms + 2*ms*rand()'
M = SpikeMonitor(P); rate = PopulationRateMonitor(P)
run(60*ms)"""),
    "custom_events": ("NeuronGroup 'neurongroup': the event 'custom'", """
G = NeuronGroup(2, 'dv/dt = (2 - v)/(10*ms) : 1', events={'custom': 'v > 0.5'}, threshold='v > 1', reset='v = 0', method='exact')
M = SpikeMonitor(G); run(1*ms)"""),
}

"""models/paper.toml, vogels_abbott_coba.toml, spnet_static.toml and spnet.toml in Brian 2: the same order of work in a
step, the same parameters. A delay of one step there is none here: what `on_pre` adds is seen by the next state update."""
import brian2 as b

# `input` is declared nowhere and so a local variable of the loop that Brian writes.
STEP = """
input = arrivals + INPUT
v += 0.5*(0.04*v**2 + 5*v + 140 - u + input)
v += 0.5*(0.04*v**2 + 5*v + 140 - u + input)
u += a*(b*v - u)
arrivals = 0
"""


def izhikevich(n, external_input, constants="", **options):
    neurons = b.NeuronGroup(
        n, "v : 1\nu : 1\narrivals : 1\n" + constants, threshold="v >= 30", reset="v = c; u += d", **options
    )
    neurons.run_regularly(STEP.replace(" + INPUT", external_input), when="groups")
    return neurons


def paper(work):
    b.defaultclock.dt = 1 * b.ms
    constants = "\n".join(f"{name} : 1 (constant)" for name in ("a", "b", "c", "d", "r", "sigma"))
    n_e = round(0.8 * work["n"])
    # Without noise the draw, which is most of Brian's step, is left out, as Rheobase leaves it out.
    neurons = izhikevich(work["n"], " + sigma*randn()" if work["noise_scale"] > 0 else "", constants)
    e, i = neurons[:n_e], neurons[n_e:]
    neurons.r = "rand()"
    e.a, e.b = 0.02, 0.2
    e.c, e.d = "-65 + 15*r**2", "8 - 6*r**2"
    i.a, i.b = "0.02 + 0.08*r", "0.25 - 0.05*r"
    i.c, i.d = -65, 2
    e.sigma, i.sigma = 5 * work["noise_scale"], 2 * work["noise_scale"]
    neurons.v, neurons.u = -65, "b*v"
    parts = [neurons]
    if work["p"] > 0:
        for source, weight in ((e, "0.5*rand()"), (i, "-rand()")):
            synapses = b.Synapses(source, neurons, "w : 1", on_pre="arrivals_post += w")
            synapses.connect(p=work["p"])
            synapses.w = f"{work['weight_scale']}*({weight})"
            parts.append(synapses)
    return neurons, parts


def vogels_abbott_coba(work, method="rk2"):
    """Conductances in units of the leak. The model file's volley at the start is what they have at the start here."""
    b.defaultclock.dt = 0.1 * b.ms
    n, n_e = work["n"], round(0.8 * work["n"])
    neurons = b.NeuronGroup(
        n,
        """dv/dt = (g_exc*(0 - v) + g_inh*(-80 - v) - (v + 60))/(20*ms) : 1 (unless refractory)
           dg_exc/dt = -g_exc/(5*ms) : 1
           dg_inh/dt = -g_inh/(10*ms) : 1""",
        threshold="v > -50",
        reset="v = -60",
        refractory=5 * b.ms,
        method=method,
    )
    neurons.v = "-65 + 5*randn()"
    neurons.g_exc = "clip(4 + 1.5*randn(), 0.5, inf)"
    neurons.g_inh = "clip(20 + 16*randn(), 0.5, inf)"
    excitation = b.Synapses(neurons[:n_e], neurons, on_pre="g_exc_post += 0.6")
    inhibition = b.Synapses(neurons[n_e:], neurons, on_pre="g_inh_post += 6.7")
    for synapses in (excitation, inhibition):
        synapses.connect(p=work["p"])
    return neurons, [neurons, excitation, inhibition]


LEARNED = """w : 1
dw : 1
dx/dt = -x/(19.4957*ms) : 1 (event-driven)
dy/dt = -y/(19.4957*ms) : 1 (event-driven)"""


def spnet(work, learns=True):
    """Weights that learn change by the sum of the last second's pairs, once a second."""
    b.defaultclock.dt = 1 * b.ms
    same_for_all = {"b": 0.2, "c": -65}
    neurons = izhikevich(
        1000, " + 20*int(rand() < 0.001)", "a : 1 (constant)\nd : 1 (constant)", namespace=same_for_all
    )
    e, i = neurons[:800], neurons[800:]
    e.a, e.d, i.a, i.d = 0.02, 8, 0.1, 2
    neurons.v, neurons.u = -65, "b*v"
    if learns:
        excitation = b.Synapses(
            e,
            neurons,
            LEARNED,
            on_pre="arrivals_post += w; dw -= 0.126315789*y; x = 1",
            on_post="dw += 0.1*x; y = 1",
        )
        excitation.run_regularly("w = clip(w + 0.01 + dw, 0, 10); dw *= 0.9", dt=1 * b.second)
    else:
        excitation = b.Synapses(e, neurons, on_pre="arrivals_post += 6")
    excitation.connect("i != j", p=0.1)
    excitation.pre.delay = "floor(20*rand())*ms"
    if learns:
        excitation.w = 6
    inhibition = b.Synapses(i, e, on_pre="arrivals_post -= 5")
    inhibition.connect(j="k for k in sample(N_post, size=100)")
    return neurons, [neurons, excitation, inhibition]


def spnet_static(work):
    return spnet(work, learns=False)


MODELS = {model.__name__: model for model in (paper, vogels_abbott_coba, spnet_static, spnet)}

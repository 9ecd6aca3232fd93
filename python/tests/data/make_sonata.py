"""Makes sonata/: two networks as the Brain Modeling Toolkit writes them, and the spikes that it and NEST give them.

    python3 -m venv v && v/bin/pip install bmtk==1.2.0 nest-simulator==3.10.0 && v/bin/python python/tests/data/make_sonata.py

"exact" has the models whose step is NEST's; "near" those that NEST solves in another way.
"""

import json
import shutil
from pathlib import Path

import h5py
import numpy as np

try:
    from bmtk.builder import NetworkBuilder
    from bmtk.simulator import pointnet
except ImportError as missing:
    raise SystemExit(f"{missing}: see the head of this file") from None

HERE = Path(__file__).parent / "sonata"
DT_MS, TSTOP_MS = 0.1, 300.0
CELLS = {
    "exact": {
        "exp_e": (20, "iaf_psc_exp", dict(C_m=250.0, tau_m=10.0, E_L=-65.0, V_reset=-68.0, V_th=-52.0, t_ref=2.0, tau_syn_ex=2.0, tau_syn_in=6.0)),
        "exp_i": (6, "iaf_psc_exp", dict(C_m=200.0, tau_m=8.0, t_ref=1.0, tau_syn_ex=1.5, I_e=30.0, V_m=-64.0)),
        "delta": (8, "iaf_psc_delta", dict(tau_m=12.0, C_m=220.0, t_ref=1.25, I_e=120.0)),
        "izhikevich": (8, "izhikevich", dict(a=0.03, b=0.25, d=6.0, I_e=4.0)),
        "published": (4, "izhikevich", dict(a=0.1, d=2.0, I_e=5.0, consistent_integration=False)),
    },
    "near": {
        "alpha": (8, "iaf_psc_alpha", dict(tau_syn_ex=2.5, tau_syn_in=4.0)),
        "cond_exp": (8, "iaf_cond_exp", dict(tau_syn_ex=2.0, tau_syn_in=8.0, g_L=15.0)),
        "cond_alpha": (8, "iaf_cond_alpha", dict(tau_syn_ex=1.5, E_in=-75.0)),
    },
}
UNSTABLE = ("izhikevich", "published")
# From each source, onto each kind of cell.
DRIVE = {"exp_e": 220.0, "exp_i": 180.0, "delta": 4.5, "izhikevich": 2.75, "published": 9.5, "alpha": 250.0, "cond_exp": 6.0, "cond_alpha": 5.0}
WITHIN = {"exp_e": 40.0, "exp_i": 60.0, "delta": 0.75, "izhikevich": 0.5, "published": 3.0}


def make(name: str, seed: int) -> None:
    folder, random = HERE / name, np.random.default_rng(seed)
    np.random.seed(seed)  # BMTK's
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "components").mkdir(parents=True)
    (folder / "components" / "static.json").write_text("{}\n")
    cells, sources = NetworkBuilder("cells"), NetworkBuilder("sources")
    for kind, (size, model, parameters) in CELLS[name].items():
        (folder / "components" / f"{kind}.json").write_text(json.dumps(parameters) + "\n")
        cells.add_nodes(N=size, kind=kind, model_type="point_process" if kind == "delta" else "point_neuron", model_template=f"nest:{model}",
                        dynamics_params=f"{kind}.json", x=random.uniform(size=size))
    sources.add_nodes(N=30, model_type="virtual")
    static = dict(model_template="static_synapse", dynamics_params="static.json")
    for kind in CELLS[name]:
        sources.add_edges(target=cells.nodes(kind=kind), connection_rule=lambda s, t: random.binomial(2, 0.2), syn_weight=DRIVE[kind], delay=1.5,
                          **static)
        if name == "exact":
            for source, sign in (("exp_e", 1), ("delta", 1), ("izhikevich", 1), ("published", -2), ("exp_i", -2)):
                if source in UNSTABLE and kind not in UNSTABLE:  # what rounding does to their spikes stays among them
                    continue
                edges = cells.add_edges(source={"kind": source}, target={"kind": kind}, connection_rule=lambda s, t: random.binomial(1, 0.2), **static)
                edges.add_properties("syn_weight", rule=lambda s, t, w=sign * WITHIN[kind]: w * random.integers(4, 13) / 8, dtypes=float)
                edges.add_properties("delay", rule=lambda s, t: random.uniform(0.3, 6), dtypes=float)
        else:  # an inhibitory half of the sources
            sources.add_edges(source={"node_id": list(range(10))}, target=cells.nodes(kind=kind), connection_rule=1, syn_weight=-DRIVE[kind] / 8,
                              delay=0.7, **static)
    for network in (cells, sources):
        network.build()
        network.save(output_dir=str(folder / "network"))
    steps = [np.flatnonzero(random.uniform(size=2900) < 0.008) for _ in range(30)]
    with h5py.File(folder / "sources.h5", "w") as file:
        group = file.create_group("spikes/sources")
        group["node_ids"] = np.repeat(np.arange(30, dtype=np.uint64), [len(each) for each in steps])
        group["timestamps"] = (np.concatenate(steps) + random.uniform(0.05, 1, size=sum(map(len, steps)))) * DT_MS  # between steps
        group["timestamps"].attrs["units"] = "milliseconds"
    networks = {part: [{f"{part}_file": f"$NETWORK/{stem}_{part}.h5", f"{part[:-1]}_types_file": f"$NETWORK/{stem}_{part[:-1]}_types.csv"}
                       for stem in stems] for part, stems in (("nodes", ["cells", "sources"]),
                                                              ("edges", [*["cells_cells"] * (name == "exact"), "sources_cells"]))}
    (folder / "circuit_config.json").write_text(json.dumps({
        "manifest": {"$NETWORK": "${configdir}/network", "$COMPONENTS": "${configdir}/components"},
        "components": {"point_neuron_models_dir": "$COMPONENTS", "synaptic_models_dir": "$COMPONENTS"}, "networks": networks}, indent=2) + "\n")
    (folder / "simulation_config.json").write_text(json.dumps({
        "manifest": {"$BASE": "${configdir}"}, "target_simulator": "NEST", "network": "$BASE/circuit_config.json",
        "run": {"tstop": TSTOP_MS, "dt": DT_MS}, "conditions": {"celsius": 34.0},
        "inputs": {"drive": {"input_type": "spikes", "module": "sonata", "input_file": "$BASE/sources.h5", "node_set": "sources"}},
        "output": {"output_dir": "$BASE/output", "log_file": "log.txt", "spikes_file": "spikes.h5"}}, indent=2) + "\n")
    config = pointnet.Config.from_json(str(folder / "simulation_config.json"))
    config.build_env()
    pointnet.PointSimulator.from_config(config, pointnet.PointNetwork.from_config(config)).run()
    with h5py.File(folder / "output" / "spikes.h5") as file:
        group = file["spikes/cells"]
        np.savez(folder / "nest.npz", times_ms=group["timestamps"][()], node_ids=group["node_ids"][()])
        print(name, len(group["node_ids"]), "spikes of", len(set(group["node_ids"])), "cells")
    shutil.rmtree(folder / "output")


make("exact", 4)
make("near", 5)

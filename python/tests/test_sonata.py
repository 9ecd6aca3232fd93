"""SONATA networks do what NEST does with them, and what is not supported is named."""

import csv
import json
import math
from pathlib import Path

import numpy as np
import pytest

import rheobase as rb

h5py = pytest.importorskip("h5py")

import rheobase.sonata  # noqa: E402

DATA = Path(__file__).parent / "data" / "sonata"
DT = 0.1


def in_steps(times_ms, ids):
    return sorted(zip(np.round(np.asarray(times_ms) / DT).astype(int).tolist(), np.asarray(ids).astype(int).tolist()))


# What NEST made of the same files (data/make_sonata.py).


def spikes_beside_nests(name):
    """By node type: the spikes here and NEST's."""
    net = rheobase.sonata.load(DATA / name / "simulation_config.json")
    sim = rb.Simulation(net).run("300ms")
    stored = np.load(DATA / name / "nest.npz")
    ours, theirs = in_steps(*net.spikes(sim, "cells")), in_steps(stored["times_ms"], stored["node_ids"])
    return {part: tuple([(step, node) for step, node in spikes if node in ids] for spikes in (ours, theirs)) for part, ids in net.nodes["cells"].items()}


def test_the_spikes_of_nest():
    parts = spikes_beside_nests("exact")
    assert {name: len(theirs) for name, (_, theirs) in parts.items()} == {"cells_100": 295, "cells_101": 39, "cells_102": 468, "cells_103": 95, "cells_104": 75}
    for name in ("cells_100", "cells_101", "cells_102"):  # iaf_psc_exp, iaf_psc_delta
        assert parts[name][0] == parts[name][1], name
    for name, until, least in (("cells_103", 1800, 50), ("cells_104", 528, 12)):  # izhikevich: until what 32 bits round shows
        early = [[spike for spike in spikes if spike[0] < until] for spikes in parts[name]]
        assert early[0] == early[1] and len(early[1]) > least, name
        assert len(parts[name][0]) == len(parts[name][1])


def test_models_with_conductances_are_within_a_few_steps():
    parts = spikes_beside_nests("near")
    assert parts["cells_100"][0] == parts["cells_100"][1] and len(parts["cells_100"][0]) > 300  # iaf_psc_alpha
    for name, fewest in (("cells_101", 300), ("cells_102", 500)):  # iaf_cond_exp, iaf_cond_alpha
        late = []
        for node in {node for _, node in parts[name][1]}:
            here, there = (np.array([step for step, of in spikes if of == node]) for spikes in parts[name])
            assert len(here) == len(there)
            late.append(np.abs(here - there))
        late = np.concatenate(late)
        assert len(late) > fewest and np.mean(late == 0) > 0.95 and late.max() <= 2


# A network of our own, written here and stepped in plain Python.


class Circuit:
    """Files of a small network; a test changes what is in them before they are written."""

    def __init__(self, folder):
        self.folder = folder
        self.json = {
            "exp.json": {"tau_m": 9.0, "C_m": 240.0, "E_L": -66.0, "V_th": -54.0, "V_reset": -69.0, "t_ref": 1.0, "tau_syn_in": 5.0},
            "delta.json": {"tau_m": 15.0, "t_ref": 0.0, "tau_minus": 33.0},
            "izhikevich.json": {"I_e": 4.0, "d": 6.0},
            "static.json": {},
            "sets.json": {"all sources": ["some", "others"], "some": {"population": "sources", "node_id": [0, 1]},
                          "others": {"population": "sources", "side": "right"}},
            "circuit_config.json": {
                "manifest": {"$NETWORK_DIR": "."},
                "components": {"point_neuron_models_dir": ".", "synaptic_models_dir": "."},
                "networks": {"nodes": [{"nodes_file": "$NETWORK_DIR/nodes.h5", "node_types_file": "$NETWORK_DIR/node_types.csv"}],
                             "edges": [{"edges_file": "${NETWORK_DIR}/edges.h5", "edge_types_file": "$NETWORK_DIR/edge_types.csv"}]}},
            "simulation_config.json": {
                "network": "./circuit_config.json", "target_simulator": "NEST", "run": {"tstop": 200.0, "dt": DT}, "node_sets_file": "sets.json",
                "inputs": {"drive": {"input_type": "spikes", "module": "h5", "input_file": "spikes.h5", "node_set": "all sources"}}},
        }
        self.csv = {
            "node_types.csv": [["node_type_id", "population", "model_type", "model_template", "dynamics_params", "text"],
                               ["5", "cells", "point_neuron", "nest:iaf_psc_exp", "exp.json", 'a "b" c'],
                               ["7", "cells", "point_process", "nest:iaf_psc_delta", "delta.json", "NULL"],
                               ["8", "cells", "point_neuron", "nest:izhikevich", "izhikevich.json", "NULL"],
                               ["5", "sources", "virtual", "NULL", "NULL", "NULL"]],
            "edge_types.csv": [["edge_type_id", "model_template", "delay", "syn_weight", "dynamics_params"],
                               ["1", "static_synapse", "1.2", "150.0", "static.json"],
                               ["2", "nest:static_synapse", "0.5", "NULL", "NULL"],
                               ["3", "NULL", "NULL", "2.0", "NULL"]],
        }
        # cells: node ids in no order; 3 of iaf_psc_exp in groups 0 and 1, one iaf_psc_delta, one izhikevich
        self.h5 = {
            "nodes.h5": {
                "nodes/cells/node_type_id": np.array([5, 7, 5, 8, 5]), "nodes/cells/node_id": np.array([4, 0, 2, 3, 1]),
                "nodes/cells/node_group_id": np.array([1, 0, 0, 0, 1]), "nodes/cells/node_group_index": np.array([1, 2, 0, 1, 0]),
                "nodes/cells/0/x": np.zeros(3), "nodes/cells/1/dynamics_params/I_e": np.array([380.0, 400.0]),
                "nodes/cells/1/dynamics_params/V_m": np.array([-60.0, -58.0]),
                "nodes/sources/node_type_id": np.array([5, 5, 5]), "nodes/sources/node_group_id": np.zeros(3, int),
                "nodes/sources/node_group_index": np.arange(3), "nodes/sources/0/side": np.array([0, 0, 1]),
                "nodes/sources/0/@library/side": np.array(["left", "right"], dtype=object)},
            "edges.h5": {
                "edges/drive/edge_type_id": np.array([1, 1, 1, 3, 3, 3, 3, 1]), "edges/drive/source_node_id": np.array([0, 1, 2, 0, 1, 2, 0, 2]),
                "edges/drive/target_node_id": np.array([2, 2, 4, 0, 0, 3, 3, 1]), "edges/drive/edge_group_id": np.array([0, 0, 0, 1, 1, 1, 1, 0]),
                "edges/drive/edge_group_index": np.array([0, 1, 2, 3, 2, 1, 0, 3]), "edges/drive/0/nsyns": np.array([9, 10, 2, 4]),
                "edges/drive/1/delay": np.array([1.24, 0.3, 2.0, 3.16]), "edges/drive/1/syn_weight": np.array([4.0, 6.5, 5.0, 9.0]),
                "edges/within/edge_type_id": np.array([2, 2, 2, 2, 2]), "edges/within/source_node_id": np.array([4, 1, 1, 0, 3]),
                "edges/within/target_node_id": np.array([2, 2, 0, 1, 1]), "edges/within/edge_group_id": np.zeros(5, int),
                "edges/within/edge_group_index": np.arange(5), "edges/within/0/syn_weight": np.array([-90.0, -60.0, -1.5, 120.0, -200.0])},
            "spikes.h5": {
                "spikes/sources/node_ids": np.array([0, 1, 2, 0, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1]),
                "spikes/sources/timestamps": np.array([1.0, 1.04, 3.3, 9.71, 9.85, 9.9, 20, 20.01, 25, 30, 33.33, 33.34, 34, 35, 61])},
        }
        self.attributes = {"edges.h5": {"edges/drive/source_node_id": "sources", "edges/drive/target_node_id": "cells",
                                        "edges/within/source_node_id": "cells", "edges/within/target_node_id": "cells"}}

    def write(self):
        for name, value in self.json.items():
            (self.folder / name).write_text(json.dumps(value))
        for name, rows in self.csv.items():
            with open(self.folder / name, "w", newline="") as file:
                csv.writer(file, delimiter=" ", lineterminator="\n").writerows(rows)
        for name, datasets in self.h5.items():
            with h5py.File(self.folder / name, "w") as file:
                file.attrs["magic"] = np.uint32(0x0A7A)
                for path, values in datasets.items():
                    file.create_dataset(path, data=values, dtype=h5py.string_dtype() if values.dtype == object else None)
                for path, population in self.attributes.get(name, {}).items():
                    file[path].attrs["node_population"] = population
        return self

    def load(self, name="simulation_config.json", **keys):
        return rheobase.sonata.load(self.write().folder / name, **keys)


def by_hand(steps):
    """The circuit by NEST's documented steps: spikes as (step at whose end, node id)."""
    i_e, v = {2: 0.0, 1: 380.0, 4: 400.0}, {2: -70.0, 1: -60.0, 4: -58.0}
    i_ex, i_in, held = dict.fromkeys(v, 0.0), dict.fromkeys(v, 0.0), dict.fromkeys(v, 0)
    delta, single = -70.0, np.float32
    z, u = single(-65), single(-13)  # rounded as here, or chaos makes other spikes of it
    synapses = [("s0", 2, 1350.0, 12), ("s1", 2, 1500.0, 12), ("s2", 4, 300.0, 12), ("s0", 0, 9.0, 32), ("s1", 0, 5.0, 20), ("s2", 3, 6.5, 3),
                ("s0", 3, 4.0, 12), ("s2", 1, 600.0, 12), (4, 2, -90.0, 5), (1, 2, -60.0, 5), (1, 0, -1.5, 5), (0, 1, 120.0, 5), (3, 1, -200.0, 5)]
    drive = {"s0": [1.0, 9.71, 9.85, 20.01, 33.33, 35], "s1": [1.04, 9.9, 25, 33.34, 61], "s2": [3.3, 20, 30, 34]}
    fired = [(math.ceil(t / DT - 1e-9), source) for source, times in drive.items() for t in times]
    arrivals = {}  # by the step that is over when they act

    def send(step, source):
        for pre, post, weight, delay in synapses:
            if pre == source:
                arrivals.setdefault(step + delay, []).append((post, weight))

    for step, source in fired:
        send(step, source)
    spikes, decay_m = [], math.exp(-DT / 9.0)
    for step in range(1, steps + 1):
        here = arrivals.pop(step, [])
        for n in v:
            if held[n]:
                held[n] -= 1
            else:
                new = -66.0 + (v[n] + 66.0) * decay_m + i_e[n] * 9.0 / 240.0 * (1 - decay_m)
                for current, tau in ((i_ex[n], 2.0), (i_in[n], 5.0)):
                    new += current / 240.0 * (math.exp(-DT / 9.0) - math.exp(-DT / tau)) / (1 / tau - 1 / 9.0)
                v[n] = new
            i_ex[n] = i_ex[n] * math.exp(-DT / 2.0) + sum(w for post, w in here if post == n and w >= 0)
            i_in[n] = i_in[n] * math.exp(-DT / 5.0) + sum(w for post, w in here if post == n and w < 0)
            if v[n] >= -54.0:
                v[n], held[n] = -69.0, 10
                spikes.append((step, n))
        delta = -70.0 + (delta + 70.0) * math.exp(-DT / 15.0) + sum(w for post, w in here if post == 0)
        if delta >= -55.0:
            delta = -70.0
            spikes.append((step, 0))
        current = single(4.0 + sum(w for post, w in here if post == 3) / DT)
        z, u = (z + single(DT) * ((single(0.04) * z + 5) * z + ((140 - u) + current)), u + single(DT * 0.02) * (single(0.2) * z - u))
        if z >= 30:
            z, u = single(-65), u + 6
            spikes.append((step, 3))
        for at, n in spikes:
            if at == step:
                send(step, n)
    return sorted(spikes)


def test_the_spikes_of_a_simulation_by_hand(tmp_path):
    net = Circuit(tmp_path).load()
    sim = rb.Simulation(net)
    assert sim.run().time_ms == pytest.approx(200)  # tstop
    expected = by_hand(2000)
    assert {node for _, node in expected} == {0, 1, 2, 3, 4} and len(expected) > 20
    assert in_steps(*net.spikes(sim, "cells")) == expected
    assert {name: ids.tolist() for name, ids in net.nodes["cells"].items()} == {"cells_5": [4, 2, 1], "cells_7": [0], "cells_8": [3]}
    assert list(net.nodes["sources"]) == ["sources"]


def test_a_circuit_alone_takes_its_spikes_from_the_program(tmp_path):
    net = Circuit(tmp_path).load("circuit_config.json", dt="0.1ms")
    sim = rb.Simulation(net)
    assert next(p for p in net.populations if p.name == "sources").keys == {"model": "external"}
    sim.run("80ms")
    assert len(net.spikes(sim, "cells")[0]) > 5


def test_the_step_of_the_call_goes_before_that_of_the_file(tmp_path):
    assert Circuit(tmp_path).load(dt="0.05ms").describe().dt_ms == 0.05


def test_spikes_of_before_populations_and_in_seconds(tmp_path):
    circuit = Circuit(tmp_path)
    expected = circuit.load()
    spikes = circuit.h5["spikes.h5"]
    circuit.h5["spikes.h5"] = {"spikes/gids": spikes["spikes/sources/node_ids"], "spikes/timestamps": spikes["spikes/sources/timestamps"] / 1000}
    circuit.write()
    with h5py.File(tmp_path / "spikes.h5", "a") as file:
        file["spikes/timestamps"].attrs["units"] = "s"
    net = rheobase.sonata.load(tmp_path / "simulation_config.json")
    assert bytes(net.compile()) == bytes(expected.compile())


def test_parts_that_are_switched_off(tmp_path):
    circuit = Circuit(tmp_path)
    circuit.json["circuit_config.json"]["networks"]["edges"][0]["enabled"] = False
    assert circuit.load().projections == []


def test_v_init_is_warned_of(tmp_path):
    circuit = Circuit(tmp_path)
    circuit.json["simulation_config.json"]["conditions"] = {"v_init": -80, "celsius": 34}
    with pytest.warns(rb.ModelWarning, match="simulation_config.json: conditions.v_init has no effect"):
        circuit.load()


def cell(circuit, row, column, value, file="node_types.csv"):
    rows = circuit.csv[file]
    rows[row][rows[0].index(column)] = value


def simulation(circuit):
    return circuit.json["simulation_config.json"]


def put(circuit, file, path, value):
    circuit.h5[file][path] = np.asarray(value)


def drop_column(circuit, file, column):
    k = circuit.csv[file][0].index(column)
    for row in circuit.csv[file]:
        del row[k]


@pytest.mark.parametrize("change, message", [
    # what is not supported
    (lambda c: cell(c, 1, "model_type", "biophysical"), "nodes.h5: nodes 'cells': model_type 'biophysical' is not supported; point_neuron"),
    (lambda c: cell(c, 1, "model_template", "nest:aeif_cond_exp"), "nodes 'cells': model_template 'nest:aeif_cond_exp' is not supported; nest:iaf_psc_exp"),
    (lambda c: cell(c, 1, "model_template", "nrn:IntFire1"), "nodes 'cells': model_template 'nrn:IntFire1' is not supported"),
    (lambda c: cell(c, 1, "model_template", "NULL"), "nodes 'cells': model_template 'None' is not supported"),
    (lambda c: cell(c, 1, "model_template", "tsodyks2_synapse", "edge_types.csv"), "edges 'drive': model_template 'tsodyks2_synapse' is not supported"),
    (lambda c: (c.csv["edge_types.csv"][0].append("weight_function"), [r.append("gaussian") for r in c.csv["edge_types.csv"][1:]]),
     "edges.h5: edges 'drive': weight_function 'gaussian' is not supported"),
    (lambda c: (c.csv["node_types.csv"][0].append("model_processing"), [r.append("fullaxon") for r in c.csv["node_types.csv"][1:]]),
     "nodes 'cells': model_processing is not supported"),
    (lambda c: c.json["exp.json"].update(rate_slope=3), "nodes 'cells': nest:iaf_psc_exp: dynamics_params 'rate_slope' = 3 is not supported"),
    (lambda c: c.json["exp.json"].update(delta=0.5), "dynamics_params 'delta' = 0.5 is not supported"),
    (lambda c: c.json["delta.json"].update(V_min=-90.0), "nest:iaf_psc_delta: dynamics_params 'V_min' = -90 is not supported"),
    (lambda c: c.json["static.json"].update(receptor_type=2), "edges 'drive': dynamics_params 'receptor_type' of static.json is not supported"),
    (lambda c: put(c, "edges.h5", "edges/within/0/dynamics_params/U", np.ones(5)), "edges 'within': dynamics_params 'U' is not supported"),
    (lambda c: put(c, "edges.h5", "edges/within/0/is_gap_junction", np.ones(5, int)), "edges 'within': is_gap_junction '1' is not supported"),
    (lambda c: simulation(c).update(target_simulator="NEURON"), "simulation_config.json: target_simulator is 'NEURON'; NEST's models are supported"),
    (lambda c: simulation(c).update(connection_overrides=[]), "simulation_config.json: 'connection_overrides' is not supported"),
    (lambda c: simulation(c)["run"].update(n_runs=3), "simulation_config.json: run: 'n_runs' is not supported"),
    (lambda c: simulation(c)["run"].update(tstart=5), "simulation_config.json: run.tstart is not 0"),
    (lambda c: simulation(c).update(conditions={"extracellular_calcium": 1}), "conditions: 'extracellular_calcium' is not supported"),
    (lambda c: simulation(c)["inputs"].update(clamp={"input_type": "current_clamp", "module": "IClamp", "amp": 1}),
     "simulation_config.json: inputs.clamp: input_type 'current_clamp' is not supported; spikes are"),
    (lambda c: simulation(c)["inputs"]["drive"].update(module="nwb"), "inputs.drive: module 'nwb' is not supported; h5 and sonata are"),
    (lambda c: simulation(c)["inputs"]["drive"].update(trial="a"), "inputs.drive: 'trial' is not supported"),
    (lambda c: c.json["circuit_config.json"]["networks"].update(gap_juncs=[{}]), "circuit_config.json: networks: 'gap_juncs' is not supported"),
    (lambda c: c.json["circuit_config.json"]["networks"]["nodes"][0].update(populations={}), "networks.nodes[0]: 'populations' is not supported"),
    (lambda c: c.json["sets.json"].update(others={"population": "sources", "side": {"$regex": "r.*"}}), "'side': comparisons are not supported"),
    # faults of configurations
    (lambda c: simulation(c).update(network="none.json"), "none.json: no such file or directory"),
    (lambda c: simulation(c).update(network="simulation_config.json"), "simulation_config.json: it names itself as its network"),
    (lambda c: simulation(c)["run"].pop("dt"), "simulation_config.json: it has no run.dt; dt= says how long a step is"),
    (lambda c: simulation(c)["run"].update(dt="fast"), "simulation_config.json: run.dt is 'fast'; it takes a number"),
    (lambda c: simulation(c)["run"].update(dt=0), "simulation_config.json: dt is 0; it is above 0"),
    (lambda c: simulation(c).update(inputs=[]), "simulation_config.json: inputs: an object belongs here"),
    (lambda c: simulation(c)["inputs"]["drive"].update(node_set="nobody"), "inputs.drive: there is no node set or population 'nobody'"),
    (lambda c: simulation(c)["inputs"]["drive"].update(node_set="cells"), "inputs.drive: node_set 'cells' has nodes of 'cells' that are not virtual"),
    (lambda c: simulation(c)["inputs"]["drive"].update(node_set="some"), "a spike of node 2, which is not in node_set 'some'"),
    (lambda c: c.json["sets.json"].update(some=["all sources"]), "inputs.drive: node set 'all sources' refers to itself"),
    (lambda c: c.json["circuit_config.json"].update(manifest={"$NETWORK_DIR": "$OTHER/x"}), "'$OTHER/x': the manifest has no $OTHER"),
    (lambda c: c.json["circuit_config.json"].update(manifest={"$NETWORK_DIR": "$NETWORK_DIR/x"}), "manifest: $NETWORK_DIR refers to itself"),
    (lambda c: c.json["circuit_config.json"].update(networks={}), "networks: it names no nodes"),
    (lambda c: c.json["circuit_config.json"]["networks"]["nodes"][0].pop("nodes_file"), "networks.nodes[0].nodes_file: a path belongs here"),
    (lambda c: c.json["circuit_config.json"].update(components={}), "nodes 'cells': dynamics_params is 'exp.json', and components has no point_neuron_models_dir"),
    (lambda c: c.json.pop("exp.json"), "exp.json: no such file or directory"),
    (lambda c: c.json["exp.json"].update(C_m=math.nan), "exp.json: 'C_m' is no finite number"),
    (lambda c: c.json["exp.json"].update(C_m="250"), "exp.json: 'C_m' is no finite number"),
    (lambda c: c.json["exp.json"].update(C_m=0), "nest:iaf_psc_exp: dynamics_params 'C_m' is 0; it is above 0"),
    (lambda c: c.json["exp.json"].update(V_reset=-50), "nodes 'cells': V_reset is -50, V_th -54; it is below V_th"),
    # faults of tables
    (lambda c: c.csv.pop("node_types.csv"), "node_types.csv: no such file or directory"),
    (lambda c: drop_column(c, "node_types.csv", "node_type_id"), "node_types.csv: it has no column 'node_type_id'"),
    (lambda c: drop_column(c, "node_types.csv", "model_type"), "nodes 'cells': model_type is missing (of the node in row 0)"),
    (lambda c: c.csv["node_types.csv"][2].pop(), "node_types.csv: line 3 has 5 fields, the header 6"),
    (lambda c: cell(c, 2, "node_type_id", "seven"), "node_types.csv:3: node_type_id is 'seven', no whole number"),
    (lambda c: cell(c, 2, "node_type_id", "5"), "node_types.csv:3: node_type_id 5 stands there twice"),
    (lambda c: cell(c, 2, "node_type_id", "9"), "nodes.h5: nodes 'cells': node_type_id 7 is not in"),
    (lambda c: drop_column(c, "edge_types.csv", "delay"), "edges.h5: edges 'drive': delay is missing (of the edge in row 0)"),
    (lambda c: cell(c, 1, "syn_weight", "nan", "edge_types.csv"), "edges.h5: edges 'drive': syn_weight is nan (of the edge in row 0)"),
    (lambda c: cell(c, 1, "syn_weight", "much", "edge_types.csv"), "edge_types.csv: edge_type_id 1: syn_weight is 'much', no number"),
    (lambda c: cell(c, 1, "delay", "0.04", "edge_types.csv"), "edges 'drive': delay is 0.04 ms (of the edge in row 0); it is at least dt = 0.1 ms"),
    (lambda c: c.h5.pop("nodes.h5"), "nodes.h5: no such file"),
    (lambda c: c.h5["nodes.h5"].pop("nodes/cells/node_type_id"), "nodes.h5: nodes 'cells': it has no dataset 'node_type_id'"),
    (lambda c: c.h5["nodes.h5"].pop("nodes/cells/node_group_index"), "nodes 'cells': it has no dataset 'node_group_index'"),
    (lambda c: put(c, "nodes.h5", "nodes/cells/node_id", [0, 1, 2, 2, 4]), "nodes 'cells': node_id 2 stands there twice"),
    (lambda c: put(c, "nodes.h5", "nodes/cells/node_id", [0, 1]), "nodes 'cells': dataset 'node_id' has 2 entries, node_type_id 5"),
    (lambda c: put(c, "nodes.h5", "nodes/cells/node_id", [0, 1, 2, 3, -4]), "nodes 'cells': dataset 'node_id' has -4; ids are 0 and more"),
    (lambda c: put(c, "nodes.h5", "nodes/cells/node_id", [0, 1, 2, 3, 4.0]), "dataset 'node_id' is of dtype float64; it takes whole numbers"),
    (lambda c: put(c, "nodes.h5", "nodes/cells/node_group_id", [0, 0, 0, 0, 6]), "nodes 'cells': node_group_id 6: there is no such group"),
    (lambda c: put(c, "nodes.h5", "nodes/cells/node_group_index", [9, 2, 0, 1, 0]), "node_group_index 9: dataset 'I_e' has 2 entries"),
    (lambda c: put(c, "nodes.h5", "nodes/cells/1/dynamics_params/I_e", [1, np.inf]), "nodes 'cells': dynamics_params/I_e: not all of its values are finite"),
    (lambda c: put(c, "nodes.h5", "nodes/sources/0/side", [0, 0, 2]), "dataset 'side' has 2; its @library has 2 values"),
    (lambda c: put(c, "nodes.h5", "nodes/cells/node_type_id", np.zeros((5, 2), int)), "dataset 'node_type_id' has 2 dimensions; it takes one"),
    (lambda c: put(c, "nodes.h5", "nodes/empty/node_type_id", np.zeros(0, int)), "nodes.h5: nodes 'empty': it has no nodes"),
    (lambda c: put(c, "edges.h5", "edges/within/0/syn_weight", [1, 2, np.nan, 4, 5]), "edges 'within': syn_weight is nan (of the edge in row 2)"),
    (lambda c: put(c, "edges.h5", "edges/within/0/syn_weight", [1, 2]), "edges 'within': group 0: edge_group_index 4: dataset 'syn_weight' has 2 entries"),
    (lambda c: put(c, "edges.h5", "edges/within/target_node_id", [2, 2, 0, 1, 9]),
     "edges.h5: edges 'within': target_node_id 9: nodes 'cells' have no such node_id (5 nodes)"),
    (lambda c: put(c, "edges.h5", "edges/drive/0/nsyns", [9, -5, 2, 4]), "edges 'drive': nsyns is -5 (of the edge in row 1); it is a whole number"),
    (lambda c: c.attributes["edges.h5"].pop("edges/within/source_node_id"), "edges 'within': dataset 'source_node_id' has no attribute node_population"),
    (lambda c: c.attributes["edges.h5"].update({"edges/within/source_node_id": "others"}), "source_node_id is of population 'others'; there are cells, sources"),
    (lambda c: c.attributes["edges.h5"].update({"edges/within/target_node_id": "sources"}), "edges 'within': an edge ends at a virtual node, of 'sources'"),
    (lambda c: c.h5.pop("spikes.h5"), "spikes.h5: no such file"),
    (lambda c: c.h5["spikes.h5"].pop("spikes/sources/timestamps"), "spikes of 'sources': it has no dataset 'timestamps'"),
    (lambda c: put(c, "spikes.h5", "spikes/sources/node_ids", [0] * 14 + [3]), "spikes of 'sources': node_ids has 3: nodes 'sources' have no such node_id"),
    (lambda c: put(c, "spikes.h5", "spikes/sources/timestamps", [0.0] * 15), "spikes of 'sources': a spike of node 0 at 0 ms; spikes are after 0 ms"),
    (lambda c: put(c, "spikes.h5", "spikes/sources/timestamps", [np.nan] * 15), "a spike of node 0 at nan ms; spikes are after 0 ms"),
    (lambda c: put(c, "spikes.h5", "spikes/sources/timestamps", np.arange(15) / 100 + 1.01),
     "nodes 'sources': node 0 has two spikes in the step that ends at 1.1 ms; a node has at most one a step: take a smaller dt"),
])
def test_what_is_wrong_is_named(change, message, tmp_path):
    circuit = Circuit(tmp_path)
    change(circuit)
    with pytest.raises(rb.ModelError) as error:
        circuit.load()
    assert "\n" not in str(error.value)
    assert message in str(error.value)


@pytest.mark.parametrize("name", ["nodes.h5", "edges.h5", "spikes.h5"])
def test_truncated_files_are_refused_at_every_length(name, tmp_path):
    circuit = Circuit(tmp_path).write()
    whole = (tmp_path / name).read_bytes()
    for length in (0, 7, 100, len(whole) // 2, len(whole) - 1):
        (tmp_path / name).write_bytes(whole[:length])
        with pytest.raises(rb.ModelError, match=rf"{name}: no HDF5 file, or a truncated one: [^\n]*$"):
            rheobase.sonata.load(circuit.folder / "simulation_config.json")


def test_damaged_files_are_refused_in_one_line(tmp_path):
    circuit = Circuit(tmp_path).write()
    random, refused = np.random.default_rng(1), 0
    for k in range(150):
        path = tmp_path / ("nodes.h5", "edges.h5", "spikes.h5")[k % 3]
        whole = path.read_bytes()
        damaged = bytearray(whole)
        for at in random.integers(len(whole), size=1 << k % 4):
            damaged[at] = random.integers(256)
        path.write_bytes(damaged)
        try:
            rheobase.sonata.load(circuit.folder / "simulation_config.json")  # a value may be another one, which no reader can tell
        except rb.ModelError as error:
            assert "\n" not in str(error)
            refused += 1
        path.write_bytes(whole)
    assert refused > 20


def test_files_of_other_kinds_are_refused(tmp_path):
    circuit = Circuit(tmp_path).write()
    for name, text, message in (("circuit_config.json", "{", "no JSON: "), ("circuit_config.json", "[]", "its JSON is no object"),
                                ("node_types.csv", 'node_type_id "a', "no CSV file: "), ("node_types.csv", "", "it has no column 'node_type_id'"),
                                ("nodes.h5", "node_type_id", "no HDF5 file")):
        circuit.write()
        (tmp_path / name).write_text(text)
        with pytest.raises(rb.ModelError, match=rf"{name}: {message}"):
            rheobase.sonata.load(tmp_path / "simulation_config.json")
    circuit.write()
    with h5py.File(tmp_path / "nodes.h5", "a") as file:
        file.attrs["magic"] = 7
    with pytest.raises(rb.ModelError, match="nodes.h5: no SONATA file: its attribute magic is not 0x0A7A"):
        rheobase.sonata.load(tmp_path / "simulation_config.json")
